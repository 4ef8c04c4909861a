/** The locations of a server block, and which of them nginx takes for a path (`ngx_http_core_find_location`). */
import { argument } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { pcre, samples } from '../config/pattern.ts';
import { own } from './tree.ts';

/** A location, read as nginx compares it with paths. */
export interface Location {
	readonly node: ConfNode;
	readonly kind: 'exact' | 'prefix' | 'prefix-only' | 'regex' | 'named';
	/** Without its modifier. */
	readonly pattern: string;
	/** `null` but for `regex`, and where JavaScript has no such expression. */
	readonly expression: RegExp | null;
	/** The locations in it. */
	readonly inner: readonly Location[];
}

/** What stands in a block. */
export function locationsIn(block: ConfNode): readonly Location[] {
	return own(block, 'location').map((node) => {
		const [modifier, pattern] = modified(node);
		const isRegex = modifier === '~' || modifier === '~*';
		return {
			node,
			kind: pattern.startsWith('@') ? 'named' : (kinds.get(modifier) ?? 'prefix'),
			pattern,
			expression: isRegex ? pcre(pattern, modifier === '~*') : null,
			inner: locationsIn(node),
		};
	});
}

/** These and what is in them, in the order of the config. */
export function everyLocation(locations: readonly Location[]): readonly Location[] {
	return locations.flatMap((it) => [it, ...everyLocation(it.inner)]);
}

/** The location that answers to a path; `null`: the server block itself. */
export function locationFor(locations: readonly Location[], path: string): Location | null {
	return find(locations, path).found;
}

/** A path that leads to a location; `null` where none was found. */
export function pathTo(all: readonly Location[], location: Location): string | null {
	return candidates(all, location).find((path) => locationFor(all, path) === location) ?? null;
}

/** Whether requests of clients never come there. */
export function isInternal({ node, kind }: Location): boolean {
	return kind === 'named' || own(node, 'internal').length > 0;
}

/** A modifier may stand apart or touch its pattern: `~ \.php$`, `~\.php$`. */
function modified({ directive }: ConfNode): [modifier: string, pattern: string] {
	const first = argument(directive, 0);
	if (directive.args.length > 1) return [first, argument(directive, 1)];
	const [, modifier = '', rest = ''] = /^(=|\^~|~\*|~)?(.*)$/su.exec(first) ?? [];
	return [modifier, rest];
}

const kinds: ReadonlyMap<string, Location['kind']> = new Map([
	['=', 'exact'],
	['^~', 'prefix-only'],
	['~', 'regex'],
	['~*', 'regex'],
]);

interface Found {
	readonly found: Location | null;
	/** Whether regular expressions further out are not asked any more. */
	readonly isFinal: boolean;
}

function find(locations: readonly Location[], path: string): Found {
	const exact = locations.find((it) => it.kind === 'exact' && it.pattern === path);
	if (exact !== undefined) return { found: exact, isFinal: true };
	const [prefix] = locations
		.filter((it) => isPrefix(it) && path.startsWith(it.pattern))
		.toSorted((one, other) => other.pattern.length - one.pattern.length);
	const inner = prefix === undefined ? null : find(prefix.inner, path);
	if (inner?.isFinal === true) return inner;
	const within = inner?.found ?? prefix ?? null;
	if (prefix?.kind === 'prefix-only') return { found: within, isFinal: false };
	const regex = locations.find((it) => it.expression?.test(path) === true);
	if (regex === undefined) return { found: within, isFinal: false };
	return { found: find(regex.inner, path).found ?? regex, isFinal: true };
}

function isPrefix({ kind }: Location): boolean {
	return kind === 'prefix' || kind === 'prefix-only';
}

function candidates(all: readonly Location[], location: Location): readonly string[] {
	const { kind, pattern, expression } = location;
	const texts = expression === null ? [pattern] : samples(expression);
	if (kind === 'exact') return texts;
	if (kind !== 'regex') {
		const more = pattern.endsWith('/') ? '' : '/';
		return [pattern, `${pattern}mtls-gauntlet`, `${pattern}${more}mtls-gauntlet`, `${pattern}.txt`];
	}
	const outer = everyLocation(all)
		.filter((it) => everyLocation(it.inner).includes(location))
		.flatMap((it) => (it.expression === null ? [it.pattern] : samples(it.expression)));
	const before = ['', '/index', '/', ...outer, ...outer.map((it) => `${it}/index`)];
	const after = ['', 'mtls-gauntlet', '/mtls-gauntlet'];
	const made = texts.flatMap((text) =>
		before.flatMap((start) => after.map((end) => `${start}${text}${end}`)),
	);
	return [...made, ...outer]
		.filter((path) => path.startsWith('/') && isPlain(path))
		.toSorted((one, other) => oddity(one) - oddity(other));
}

/** Files without a name before their dot are hidden, and short paths are easier to read. */
function oddity(path: string): number {
	return path.length + (path.includes('/.') ? 1000 : 0);
}

/** nginx looks for locations by the path as it is after merging slashes and dots. */
function isPlain(path: string): boolean {
	return /^[\w/.~!$&'()*+,;=:@-]*$/u.test(path) && !/\/\/|\/\.\.?(?:\/|$)/u.test(path);
}
