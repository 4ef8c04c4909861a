import { isDeepStrictEqual } from 'node:util';
import { matchPattern, outOfTime } from './match-pattern.ts';
import type { RuleResult } from './observation.ts';
import type { Redact } from './probe/redact.ts';
import type { Rule, Selector } from './rule.ts';

/** What rules look at: a response head and as much of the body as was read. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | readonly string[]>>;
	/** At most 64 KiB of it. */
	readonly body: string;
	/** Whether the body ended within what was read. */
	readonly bodyComplete: boolean;
}

export interface Applied {
	/** `null` when there are no rules. */
	readonly result: RuleResult | null;
	/** The part of the body that the deciding rule used, at most 1 KiB of it. */
	readonly excerpt: string | null;
}

/**
 * Rules of one option add up to "any of them". So one match decides, and where nothing matches, a
 * rule that could not be evaluated leaves the question open: it might have matched. `redact` takes
 * secrets out of the excerpt, before it is cut: half of a secret would not be known as one.
 */
export function applyRules(
	rules: readonly Rule[],
	answer: Answer,
	redact: Redact = asItIs,
): Applied {
	const { result, excerpt } = firstOf(['match', 'unevaluable', 'mismatch'], rules, answer);
	return { result, excerpt: excerpt === null ? null : start(redact(excerpt)) };
}

/** The first of these results that any of the rules has. */
function firstOf(results: readonly RuleResult[], rules: readonly Rule[], answer: Answer): Applied {
	const applied = rules.map((rule) => applyRule(rule, answer));
	for (const decisive of results) {
		const found = applied.filter(({ result }) => result === decisive);
		const shown = found.find(({ excerpt }) => excerpt !== null) ?? found[0];
		if (shown !== undefined) return shown;
	}
	return { result: null, excerpt: null };
}

/**
 * What the first selector that finds something finds: one line, at most 200 characters, without
 * what `redact` takes out.
 */
export function select(
	selectors: readonly Selector[],
	answer: Answer,
	redact: Redact = asItIs,
): string | null {
	for (const selector of selectors) {
		const found = selected(selector, answer);
		// Control characters of a target must not reach a terminal or an XML file.
		const line = redact(found ?? '')
			.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
			.trim();
		if (line !== '') return shorten(line, reasonLength);
	}
	return null;
}

function applyRule(rule: Rule, answer: Answer): Applied {
	switch (rule.kind) {
		case 'status':
			return said(answer.status >= rule.from && answer.status <= rule.to);
		case 'header': {
			const values = headerValues(answer, rule.name);
			return said(rule.value === null ? values.length > 0 : values.includes(rule.value));
		}
		case 'json': {
			const document = parseBody(answer);
			if (document === null) return { result: 'unevaluable', excerpt: answer.body };
			const found = follow(document.value, rule.path);
			const matches =
				rule.value === undefined ? found !== undefined : isDeepStrictEqual(found, rule.value);
			return said(matches, found === undefined ? null : JSON.stringify(found));
		}
		case 'body': {
			const found = matchPattern(rule.pattern, answer.body);
			if (found === outOfTime) return { result: 'unevaluable', excerpt: answer.body };
			if (found !== null) return said(true, found[0]);
			return answer.bodyComplete
				? said(false, answer.body)
				: { result: 'unevaluable', excerpt: answer.body };
		}
		case 'all':
			// One that does not match decides, whatever the others might say.
			return firstOf(['mismatch', 'unevaluable', 'match'], rule.rules, answer);
	}
}

function selected(selector: Selector, answer: Answer): string | null {
	switch (selector.kind) {
		case 'header':
			return headerValues(answer, selector.name).join(', ');
		case 'json': {
			const found = follow(parseBody(answer)?.value, selector.path);
			if (found === undefined || found === null) return null;
			return typeof found === 'string' ? found : JSON.stringify(found);
		}
		case 'body': {
			const found = matchPattern(selector.pattern, answer.body);
			return found === outOfTime ? null : (found?.[1] ?? found?.[0] ?? null);
		}
	}
}

function said(matches: boolean, excerpt: string | null = null): Applied {
	return { result: matches ? 'match' : 'mismatch', excerpt };
}

function headerValues(answer: Answer, name: string): readonly string[] {
	return Object.entries(answer.headers)
		.filter(([key]) => key.toLowerCase() === name.toLowerCase())
		.flatMap(([, value]) => value);
}

/** The body as JSON, or `null` where it is none or broke off. */
function parseBody(answer: Answer): { readonly value: unknown } | null {
	if (!answer.bodyComplete) return null;
	try {
		return { value: JSON.parse(answer.body.replace(/^\uFEFF/u, '')) };
	} catch {
		return null;
	}
}

/** The value at a path; `undefined` where the document has none. */
function follow(document: unknown, path: readonly (string | number)[]): unknown {
	let value = document;
	for (const step of path) {
		if (typeof value !== 'object' || value === null) return undefined;
		if (Array.isArray(value) !== (typeof step === 'number')) return undefined;
		if (!Object.hasOwn(value, step)) return undefined;
		value = (value as Record<string | number, unknown>)[step];
	}
	return value;
}

function start(text: string): string | null {
	if (text === '') return null;
	const octets = Buffer.from(text, 'utf8');
	if (octets.length <= excerptOctets) return text;
	return octets
		.subarray(0, excerptOctets)
		.toString('utf8')
		.replace(/\uFFFD+$/u, '');
}

function shorten(text: string, length: number): string {
	return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

const asItIs: Redact = (text) => text;

const excerptOctets = 1024;
const reasonLength = 200;
