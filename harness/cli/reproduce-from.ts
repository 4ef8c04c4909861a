import type { ReproduceFrom } from '../options.ts';
import { optionFlag, type OptionName, optionSpec, type RawOptions } from './option-table.ts';

/**
 * Where the lines that reproduce a finding take credentials from. A pass that stands on the command
 * line itself is not repeated: the lines go into reports.
 */
export function reproduceFrom(options: RawOptions): ReproduceFrom {
	if (options.credentials !== undefined) return { kind: 'directory', path: options.credentials };
	const flags = names.flatMap((name) => {
		const value = options[name];
		if (value === undefined) return [];
		const values = typeof value === 'string' ? [value] : value;
		return values.flatMap((it) => [optionFlag(name), isSecret(name, it) ? 'env:PASS' : it]);
	});
	const lists = options.revocation?.toLowerCase() === 'crl' ? ['--crl'] : [];
	return { kind: 'pki', flags: [...flags, ...lists] };
}

function isSecret(name: OptionName, value: string): boolean {
	return optionSpec(name).flags.endsWith('<secret>') && !/^(?:env:|@)/u.test(value);
}

const names = [
	'cert',
	'key',
	'pass',
	'clientCa',
	'clientCaKey',
	'clientCaPass',
	'identity',
	'verifyDepth',
] as const satisfies readonly OptionName[];
