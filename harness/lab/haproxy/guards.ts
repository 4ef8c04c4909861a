/** Which rules of a config look at the client's certificate, and for whom. */
import { type ConditionalRule, rulesOf, type Term, type Test } from './acl.ts';
import { type HaproxyConfig, type Section, valuesOf, withDefaults } from './config.ts';
import { sightOf } from './look-at.ts';
import { pcre } from '../config/pattern.ts';
import { type Matching, matchingOf } from './sample-value.ts';

/** A frontend (or `listen`) and the backends that it passes requests to. */
export function reachable(config: HaproxyConfig, section: Section): readonly Section[] {
	const named = withDefaults(section)
		.flatMap((it) => it.lines)
		.filter(({ words }) => /^(?:use|default)_backend$/u.test(words[0].value))
		.map((line) => valuesOf(line)[1] ?? '');
	// `use_backend %[…]` may mean any.
	const isAny = named.some((it) => it.includes('%['));
	const backends = config.sections.filter(
		({ kind, name }) =>
			(kind === 'backend' || kind === 'listen') &&
			(isAny ? kind === 'backend' : named.includes(name)),
	);
	return [section, ...backends.filter((it) => it !== section)];
}

/** Who asks: a name and, where it matters, a path. */
export interface Asking {
	readonly host: string;
	/** `null`: any. */
	readonly path: string | null;
}

/** The rules that look at the certificate of who asks for that. */
export function guardsOf(sections: readonly Section[], asking: Asking): readonly ConditionalRule[] {
	return rulesOf(sections).filter(
		({ words, groups }) =>
			!words.some((it) => /^(?:set-header|add-header|set-var|set-log-level)/u.test(it)) &&
			groups.some(
				(group) => looksAtCertificate(group) && !group.some((it) => holds(it, asking) === false),
			) &&
			!groups.some((group) => group.length > 0 && group.every((it) => holds(it, asking) === true)),
	);
}

function looksAtCertificate(group: readonly Term[]): boolean {
	return group.some(({ tests }) => tests.some((test) => sightOf(test) === 'certificate'));
}

/** Whether a part of a condition holds; `null` where that depends on something else. */
function holds({ isNegated, tests }: Term, asking: Asking): boolean | null {
	const each = tests.map((test) => isFor(test, asking));
	if (each.includes(true)) return !isNegated;
	return each.length > 0 && each.every((it) => it === false) ? isNegated : null;
}

function isFor(test: Test, { host, path }: Asking): boolean | null {
	const sight = sightOf(test);
	const matching = matchingOf(test);
	if (test.files.length > 0 || matching === 'other') return null;
	if (sight === 'host') {
		return test.values.some((it) => fits(it.replace(/:\d+$/u, ''), matching, host));
	}
	if (sight !== 'path' || path === null || /^(?:base|url)/u.test(test.fetch)) return null;
	return test.values.some((it) => fits(it, matching, path));
}

/** Without regard to case: names have none, and for a path it is the careful way. */
function fits(written: string, matching: Matching, asked: string): boolean {
	const [value, subject] = [written.toLowerCase(), asked.toLowerCase()];
	switch (matching) {
		case 'str':
			return subject === value;
		case 'beg':
			return subject.startsWith(value);
		case 'end':
			return subject.endsWith(value);
		case 'sub':
			return subject.includes(value);
		case 'dom':
			return `.${subject}.`.includes(`.${value}.`);
		case 'dir':
			return `/${subject}/`.includes(`/${value.replaceAll(/^\/+|\/+$/gu, '')}/`);
		case 'reg':
			return pcre(written, true)?.test(subject) ?? false;
		case 'other':
			return false;
	}
}
