/** Files that are no whole config, but what one includes: `conf.d/default.conf`, `sites-enabled/api`. */
import { UsageError } from '../../usage-error.ts';
import type { ConfFile } from './directive.ts';

/** The block that a file of server blocks belongs into. */
export type SnippetKind = 'http' | 'stream';

/**
 * What the file is to be put into; `null` where it is a whole config.
 * @throws UsageError where it is neither.
 */
export function snippetKind({ shown, directives }: ConfFile): SnippetKind | null {
	const names = directives.map(({ name }) => name);
	if (names.some((name) => wholes.includes(name))) return null;
	if (names.some((name) => name === 'server' || name === 'upstream' || name === 'map')) {
		const servers = directives.filter(({ name }) => name === 'server');
		const isStream =
			servers.length > 0 &&
			servers.every(({ block }) => (block ?? []).some(({ name }) => name === 'proxy_pass'));
		return isStream ? 'stream' : 'http';
	}
	// Everything may be in what it includes.
	if (names.includes('include')) return null;
	throw new UsageError(
		`${shown}: neither an http block nor a server block is in it`,
		'name the main file: nginx.conf',
	);
}

/** A whole config with that file in it. */
export function wrapping(kind: SnippetKind, path: string): string {
	return `events {}\n${kind} {\ninclude ${quoted(path)};\n}\n`;
}

/** A word of a config. */
export function quoted(text: string): string {
	return `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

const wholes = ['http', 'stream', 'mail', 'events'];
