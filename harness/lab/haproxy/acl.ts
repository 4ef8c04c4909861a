/** Conditions of a HAProxy config: what they look at, and for which values (manual §7). */
import { type ConfigLine, type Section, valuesOf, withDefaults } from './config.ts';

/** One thing that is looked at. */
export interface Test {
	/** The sample without converters: `path_beg`, `req.hdr(host)`, `ssl_c_s_dn(cn)`. */
	readonly fetch: string;
	/** As it is written, converters included. */
	readonly expression: string;
	/** Of `-m`; `null`: as the sample has it. */
	readonly match: string | null;
	readonly values: readonly string[];
	/** Of `-f`. */
	readonly files: readonly string[];
	readonly line: ConfigLine;
	/** `acl admin path_beg /admin` or `{ path_beg /admin }`. */
	readonly written: string;
}

/** Part of a condition: any of the tests, or none of them. */
export interface Term {
	readonly isNegated: boolean;
	readonly tests: readonly Test[];
}

/** A line that does something on a condition. */
export interface ConditionalRule {
	readonly line: ConfigLine;
	/** The words in front of `if`. */
	readonly words: readonly string[];
	readonly polarity: 'if' | 'unless' | 'always';
	/** Any of these, each of which wants all of its terms. */
	readonly groups: readonly (readonly Term[])[];
}

/** The rules of some sections that belong together, with the conditions that they name. */
export function rulesOf(sections: readonly Section[]): readonly ConditionalRule[] {
	return [...new Set(sections)].flatMap((section) => {
		const lines = withDefaults(section).flatMap((it) => it.lines);
		const names = namedTests(lines);
		const variables = variablesOf(lines);
		return lines
			.filter(({ words }) => ruleKeywords.has(words[0].value))
			.map((line) => ruleOf(line, names, variables));
	});
}

/** All tests of some sections, whether a rule uses them or not. */
export function testsOf(sections: readonly Section[]): readonly Test[] {
	const named = sections.flatMap((section) => {
		const lines = withDefaults(section).flatMap((it) => it.lines);
		return [...namedTests(lines).values()].flat();
	});
	const used = rulesOf(sections).flatMap(({ groups }) =>
		groups.flat().flatMap(({ tests }) => tests),
	);
	return [...new Set([...named, ...used])].toSorted(
		(one, other) => one.line.number - other.line.number,
	);
}

function namedTests(lines: readonly ConfigLine[]): ReadonlyMap<string, readonly Test[]> {
	const names = new Map<string, Test[]>();
	const variables = variablesOf(lines);
	for (const line of lines) {
		const [keyword, name = '', ...rest] = valuesOf(line);
		if (keyword !== 'acl') continue;
		const test = testOf(rest, line, valuesOf(line).join(' '), variables);
		names.set(name, [...(names.get(name) ?? []), test]);
	}
	return names;
}

/** `http-request set-var(txn.host) req.hdr(host),lower`: what a variable stands for. */
function variablesOf(lines: readonly ConfigLine[]): ReadonlyMap<string, string> {
	const variables = new Map<string, string>();
	for (const line of lines) {
		const values = valuesOf(line);
		const at = values.findIndex((it) => it.startsWith('set-var('));
		const [, name] = /^set-var\(([^,)]+)/u.exec(values[at] ?? '') ?? [];
		const expression = values[at + 1];
		if (name !== undefined && expression !== undefined) variables.set(name, expression);
	}
	return variables;
}

function ruleOf(
	line: ConfigLine,
	names: ReadonlyMap<string, readonly Test[]>,
	variables: ReadonlyMap<string, string>,
): ConditionalRule {
	const values = valuesOf(line);
	const at = values.findIndex((it) => it === 'if' || it === 'unless');
	if (at < 0) return { line, words: values, polarity: 'always', groups: [] };
	const groups: Term[][] = [[]];
	let isNegated = false;
	for (let next = at + 1; next < values.length; next += 1) {
		const word = values[next] ?? '';
		if (word === '||' || word === 'or') {
			groups.push([]);
			continue;
		}
		const name = word.replace(/^!+/u, '');
		if ((word.length - name.length) % 2 === 1) isNegated = !isNegated;
		if (name === '') continue;
		if (name === '{') {
			const end = values.indexOf('}', next);
			const inside = values.slice(next + 1, end < 0 ? values.length : end);
			const test = testOf(inside, line, `{ ${inside.join(' ')} }`, variables);
			groups.at(-1)?.push({ isNegated, tests: [test] });
			next = end < 0 ? values.length : end;
		} else groups.at(-1)?.push({ isNegated, tests: names.get(name) ?? [] });
		isNegated = false;
	}
	return {
		line,
		words: values.slice(0, at),
		polarity: values[at] === 'unless' ? 'unless' : 'if',
		groups,
	};
}

function testOf(
	words: readonly string[],
	line: ConfigLine,
	written: string,
	variables: ReadonlyMap<string, string>,
): Test {
	const [first = '', ...rest] = words;
	const [, variable = ''] = /^var\(([^,)]+)\)/u.exec(first) ?? [];
	const expression = variables.get(variable) ?? first;
	const files: string[] = [];
	let match: string | null = null;
	let at = 0;
	for (; at < rest.length; at += 1) {
		const word = rest[at] ?? '';
		if (!word.startsWith('-')) break;
		if (word === '--') {
			at += 1;
			break;
		}
		if (word === '-m') match = rest[(at += 1)] ?? null;
		else if (word === '-f' || word === '-M') files.push(rest[(at += 1)] ?? '');
		else if (word === '-u') at += 1;
	}
	const fetch = splitConverters(expression)[0] ?? '';
	return { fetch, expression, match, values: rest.slice(at), files, line, written };
}

/** A sample expression at the commas outside of its parentheses. */
export function splitConverters(expression: string): readonly string[] {
	return expression.match(/(?:[^,(]|\([^)]*\))+/gu) ?? [];
}

const ruleKeywords: ReadonlySet<string> = new Set([
	'http-request',
	'tcp-request',
	'use_backend',
	'redirect',
	'use-server',
	'block',
]);
