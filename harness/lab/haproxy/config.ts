/** A HAProxy config as lines of words, each in its section. */
import { splitWords, type Variables, type Word } from './words.ts';

/** A line that says something, with its place in the file. */
export interface ConfigLine {
	/** Counted from 1. */
	readonly number: number;
	/** Offset of its first character. */
	readonly from: number;
	/** Offset behind its last character, the line end left out. */
	readonly to: number;
	/** At least one. */
	readonly words: readonly [Word, ...Word[]];
}

/** A section with its lines, as HAProxy groups them. */
export interface Section {
	/** `global`, `frontend` …; in lower case as HAProxy wants it. */
	readonly kind: string;
	/** Empty where it has none. */
	readonly name: string;
	readonly head: ConfigLine;
	/** What is in it, lines of conditional blocks (`.if`) left out. */
	readonly lines: readonly ConfigLine[];
	/** The `defaults` section that it goes by. */
	readonly defaults: Section | null;
}

/** A config that was read, and has not been edited. */
export interface HaproxyConfig {
	readonly text: string;
	readonly sections: readonly Section[];
	/** Variables that are used and not set, with the line of their first use. */
	readonly unset: ReadonlyMap<string, number>;
}

/** Reads a config. Words that HAProxy does not know are kept: it says so itself. */
export function readConfig(text: string, inherited: Variables): HaproxyConfig {
	const env: Record<string, string | undefined> = { ...inherited };
	const sections: OpenSection[] = [];
	const unset = new Map<string, number>();
	let from = 0;
	for (const [index, content] of text.split('\n').entries()) {
		const to = from + content.replace(/\r$/u, '').length;
		const split = splitWords(text, from, to, env);
		for (const name of split.unset) if (!unset.has(name)) unset.set(name, index + 1);
		const [first, ...rest] = split.words;
		if (first !== undefined && !first.value.startsWith('.')) {
			const line: ConfigLine = { number: index + 1, from, to, words: [first, ...rest] };
			if (sectionKinds.has(first.value)) sections.push(openSection(line, sections));
			else sections.at(-1)?.lines.push(line);
			if (sections.at(-1)?.kind === 'global') setVariables(line, env);
		}
		from += content.length + 1;
	}
	return { text, sections, unset };
}

interface OpenSection extends Section {
	readonly lines: ConfigLine[];
}

function openSection(head: ConfigLine, before: readonly OpenSection[]): OpenSection {
	const kind = head.words[0].value;
	const values = head.words.map(({ value }) => value);
	const name = values[1] === 'from' ? '' : (values[1] ?? '');
	const from = values.indexOf('from', 1);
	const base = from > 0 ? values[from + 1] : undefined;
	const isProxy = proxyKinds.has(kind) || (kind === 'defaults' && base !== undefined);
	const defaults = before.findLast(
		(it) => it.kind === 'defaults' && (base === undefined || it.name === base),
	);
	return { kind, name, head, lines: [], defaults: isProxy ? (defaults ?? null) : null };
}

/** `setenv` and its like change what is read behind them (configuration manual §3.1). */
function setVariables({ words }: ConfigLine, env: Record<string, string | undefined>): void {
	const [command, ...rest] = words.map(({ value }) => value);
	const [name = '', value = ''] = rest;
	if (command === 'setenv' && name !== '') env[name] = value;
	if (command === 'presetenv' && name !== '') env[name] ??= value;
	if (command === 'unsetenv') for (const it of rest) delete env[it];
	if (command === 'resetenv') {
		for (const it of Object.keys(env)) if (!rest.includes(it)) delete env[it];
	}
}

/** The values of the words of a line. */
export function valuesOf({ words }: ConfigLine): readonly string[] {
	return words.map(({ value }) => value);
}

/** The section and the defaults that it goes by, those first. */
export function withDefaults(section: Section): readonly Section[] {
	return section.defaults === null ? [section] : [...withDefaults(section.defaults), section];
}

/** `http` or `tcp`; HAProxy takes `tcp` where nothing is said. */
export function modeOf(section: Section): string {
	const lines = withDefaults(section).flatMap((it) => it.lines);
	return (
		valuesOf(lines.findLast(({ words }) => words[0].value === 'mode') ?? emptyMode)[1] ?? 'tcp'
	);
}

const emptyMode: ConfigLine = {
	number: 0,
	from: 0,
	to: 0,
	words: [{ from: 0, to: 0, value: 'mode' }],
};

/** What takes connections or passes them on. */
export const proxyKinds: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

const sectionKinds: ReadonlySet<string> = new Set([
	...proxyKinds,
	'global',
	'defaults',
	'peers',
	'resolvers',
	'userlist',
	'mailers',
	'cache',
	'program',
	'ring',
	'log-forward',
	'log-profile',
	'http-errors',
	'fcgi-app',
	'crt-store',
	'acme',
	'traces',
	'namespace_list',
]);
