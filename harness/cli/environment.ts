import { UsageError } from '../usage-error.ts';
import { optionNames, optionSpec, type RawOptions } from './option-table.ts';
import { splitList } from './split-list.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that says the same as an option: `MTLS_GAUNTLET_CLIENT_CA` for `clientCa`. */
export function variableName(name: string): string {
	return `MTLS_GAUNTLET_${name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Options from `MTLS_GAUNTLET_*`. An empty variable says nothing: CI systems set unset secrets so.
 * Options that cannot hold a list with commas take one value a line.
 */
export function environmentOptions(env: Environment): RawOptions {
	const found: Record<string, string | boolean | readonly string[]> = {};
	for (const name of optionNames) {
		const text = env[variableName(name)];
		if (text === undefined || text === '') continue;
		const spec = optionSpec(name);
		if (spec.kind === 'switch') found[name] = readSwitch(variableName(name), text);
		else if (spec.kind === 'one') found[name] = text;
		else {
			const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
			found[name] = lines.flatMap((line) => splitList(spec.list ?? 'whole', line));
		}
	}
	return found;
}

function readSwitch(variable: string, text: string): boolean {
	if (/^(?:1|true|yes|on)$/iu.test(text)) return true;
	if (/^(?:0|false|no|off)$/iu.test(text)) return false;
	throw new UsageError(`${variable}: ${JSON.stringify(text)} is neither true nor false`);
}
