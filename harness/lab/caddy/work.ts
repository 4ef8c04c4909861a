/** What the parts of a Caddy lab share while the config is edited. */
import type { LabGround } from '../lab.ts';
import { type Caddyfile, whereIs } from './caddyfiles.ts';
import type { JsonObject } from './json.ts';

/** What is made of a config, and with what. */
export interface Work {
	readonly ground: LabGround;
	readonly files: readonly Caddyfile[];
	/** What Caddy made of them; edited in place. */
	readonly config: JsonObject;
	readonly notes: string[];
	/** A port of loopback that nobody else of the lab has. */
	readonly port: () => Promise<number>;
}

/** Where a word of the config stands; the first line of the Caddyfile where it cannot be found. */
export function whereOf({ files }: Pick<Work, 'files'>, ...words: readonly string[]): string {
	const found = words.map((word) => whereIs(files, (value) => namesIt(value, word)));
	return found.find((it) => it !== null) ?? `${files[0]?.name ?? 'Caddyfile'}:1`;
}

/** Addresses of sites stand with scheme, port and commas around the name. */
function namesIt(value: string, word: string): boolean {
	const bare = value.replace(/,$/u, '');
	return (
		bare === word ||
		bare.replace(/^https?:\/\//u, '').replace(/:\d+$/u, '') === word ||
		`${bare}*` === word
	);
}
