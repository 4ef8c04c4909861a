import type { Rule, Selector } from './rule.ts';
import { UsageError } from './usage-error.ts';

/** Reads a RULE of the command line. @throws UsageError when the text is none. */
export function parseRule(text: string): Rule {
	return readRule(text, JSON.stringify(text));
}

/** Reads each RULE of an option, which errors name. @throws UsageError for the first that is none. */
export function parseRules(option: string, texts: readonly string[]): readonly Rule[] {
	return texts.map((text) => readRule(text, `${option} ${JSON.stringify(text)}`));
}

/** Reads a SELECTOR of the command line. @throws UsageError when the text is none. */
export function parseSelector(text: string): Selector {
	return readSelector(text, JSON.stringify(text));
}

/** The same as `parseRules` for selectors. @throws UsageError for the first that is none. */
export function parseSelectors(option: string, texts: readonly string[]): readonly Selector[] {
	return texts.map((text) => readSelector(text, `${option} ${JSON.stringify(text)}`));
}

function readRule(text: string, given: string): Rule {
	const [kind, rest] = split(text);
	switch (kind) {
		case 'status':
			return { kind, ...parseStatus(rest, given), text };
		case 'header': {
			const [name, value] = cut(rest);
			return { kind, name: headerName(name, given), value: headerValue(value), text };
		}
		case 'json': {
			const [path, value] = cut(rest);
			return { kind, path: parsePath(path, given), value: jsonValue(value), text };
		}
		case 'body':
			return { kind, pattern: parsePattern(rest, given), text };
		default:
			throw new UsageError(`${given}: not a rule`, ruleForms);
	}
}

function readSelector(text: string, given: string): Selector {
	const [kind, rest] = split(text);
	switch (kind) {
		case 'header': {
			const name = headerName(rest, given);
			if (secretHeaders.has(name.toLowerCase())) {
				throw new UsageError(`${given}: may hold a secret and is never reported`);
			}
			return { kind, name };
		}
		case 'json':
			return { kind, path: parsePath(rest, given) };
		case 'body':
			return { kind, pattern: parsePattern(rest, given) };
		default:
			throw new UsageError(`${given}: not a selector`, selectorForms);
	}
}

function split(text: string): [kind: string, rest: string] {
	const colon = text.indexOf(':');
	return colon < 0 ? [text, ''] : [text.slice(0, colon).trim(), text.slice(colon + 1)];
}

/** Name and value around the first `=`; `null` where there is none. */
function cut(text: string): [name: string, value: string | null] {
	const equals = text.indexOf('=');
	return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}

function parseStatus(range: string, given: string): { from: number; to: number } {
	const [, hundreds] = /^([1-5])xx$/iu.exec(range) ?? [];
	if (hundreds !== undefined)
		return { from: Number(hundreds) * 100, to: Number(hundreds) * 100 + 99 };
	const [, first, last = first] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/u.exec(range) ?? [];
	const [from, to] = [Number(first), Number(last)];
	if (first === undefined || from > to) {
		throw new UsageError(
			`${given}: not a status, a class or a range`,
			'status:200, status:2xx or status:200-299',
		);
	}
	return { from, to };
}

function headerName(name: string, given: string): string {
	const trimmed = name.trim();
	// RFC 9110 §5.6.2: a field name is a token.
	if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(trimmed)) {
		throw new UsageError(`${given}: not a header name`, 'header:X-Verified=true');
	}
	return trimmed;
}

/** A header is text: of a JSON value only a string reads differently from what was written. */
function headerValue(value: string | null): string | null {
	if (value === null) return null;
	const read = jsonValue(value);
	return typeof read === 'string' ? read : value;
}

function jsonValue(value: string | null): unknown {
	if (value === null) return undefined;
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}

function parsePath(path: string, given: string): readonly (string | number)[] {
	const steps: (string | number)[] = [];
	// Sticky, so that every character belongs to a step.
	const step = /(?:^|(?<=.)\.)([^.[\]=]+)|\[(\d{1,9})\]/uy;
	while (step.lastIndex < path.length) {
		const [, key, index] = step.exec(path) ?? [];
		if (key !== undefined) steps.push(key);
		else if (index !== undefined) steps.push(Number(index));
		else {
			throw new UsageError(`${given}: not a json path`, 'json:result.checks[0].ok');
		}
	}
	if (steps.length === 0) {
		throw new UsageError(`${given}: no json path`, 'json:result.checks[0].ok');
	}
	return steps;
}

function parsePattern(written: string, given: string): RegExp {
	const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/su.exec(written) ?? [];
	if (source === undefined) {
		throw new UsageError(`${given}: no /regular expression/`, 'body:/verified/i');
	}
	if (/[^imsuv]/u.test(flags)) {
		throw new UsageError(
			`${given}: regular expression flags not understood: ${JSON.stringify(flags)}`,
			'i, m, s, u and v are',
		);
	}
	try {
		return new RegExp(source, flags);
	} catch (error) {
		throw new UsageError(`${given}: not a regular expression`, null, {
			cause: error,
		});
	}
}

const ruleForms =
	'status:200|2xx|200-299, header:NAME[=VALUE], json:PATH[=VALUE] or body:/re/flags';
const selectorForms = 'header:NAME, json:PATH or body:/(group)/';

/** RFC 9110 §11 and RFC 6265: what reports leave out whoever asks. */
const secretHeaders = new Set([
	'set-cookie',
	'cookie',
	'authorization',
	'proxy-authorization',
	'www-authenticate',
	'proxy-authenticate',
	'authentication-info',
	'proxy-authentication-info',
]);
