import type { OptionName, RawOptions } from '../option-table.ts';

/**
 * What a target says of itself, and for the rest what is said for all. Where it brings a certificate
 * of its own, the key that belongs to the other one is no default for it; nor is another source of the
 * same credentials.
 */
export function withDefaults(own: RawOptions, defaults: RawOptions): RawOptions {
	const replaced = new Set<string>();
	for (const [name, others] of companies) {
		if (own[name] === undefined) continue;
		for (const other of others) replaced.add(other);
	}
	const kept = Object.entries(defaults).filter(([name]) => !replaced.has(name));
	return { ...(Object.fromEntries(kept) as RawOptions), ...own };
}

const companies: readonly (readonly [OptionName, readonly OptionName[]])[] = [
	['cert', ['key']],
	['clientCa', ['clientCaKey', 'credentials']],
	['credentials', ['clientCa', 'clientCaKey', 'clientCaPass']],
	['refusedCert', ['refusedKey']],
];
