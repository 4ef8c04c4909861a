/** What the rewrite module does with a request, as far as it turns on the client's certificate. */
import { argument } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { pcre } from '../config/pattern.ts';
import { named } from './tree.ts';

/** Values of variables; `null`: nobody knows before a request comes. */
export type Values = ReadonlyMap<string, string | null>;

/** The maps of a config, by the variable that they make. */
export type Maps = ReadonlyMap<string, ConfNode>;

/** All maps. */
export function mapsOf(top: readonly ConfNode[]): Maps {
	return new Map(
		named(top, 'map').map((it) => [variableName(argument(it.directive, 1)), it] as const),
	);
}

/** The variables that a text names. */
export function variablesIn(text: string): readonly string[] {
	return [...text.matchAll(/\$\{?(\w+)\}?/gu)].map(([, name = '']) => name.toLowerCase());
}

/** The text with values for variables; `null` where one of them is not known. */
export function expand(text: string, values: Values, maps: Maps): string | null {
	let isKnown = true;
	const expanded = text.replaceAll(/\$\{?(\w+)\}?/gu, (_, name: string) => {
		const value = valueOf(name.toLowerCase(), values, maps);
		if (value === null) isKnown = false;
		return value ?? '';
	});
	return isKnown ? expanded : null;
}

function valueOf(name: string, values: Values, maps: Maps): string | null {
	if (values.has(name)) return values.get(name) ?? null;
	const map = maps.get(name);
	if (map === undefined) return null;
	// A map that is made from itself would never end.
	const others = new Map([...maps].filter(([it]) => it !== name));
	const source = expand(argument(map.directive, 0), values, others);
	return source === null ? null : mapped(map, source, values, others);
}

/** `map`: strings first, then expressions in order, then the default. */
function mapped(map: ConfNode, source: string, values: Values, maps: Maps): string | null {
	const entries = map.children.map(({ directive }) => ({
		key: directive.name,
		value: argument(directive, 0),
	}));
	const exact = entries.find(
		({ key }) =>
			!key.startsWith('~') && key.replace(/^\\/u, '').toLowerCase() === source.toLowerCase(),
	);
	if (exact !== undefined && exact.key !== 'default') return expand(exact.value, values, maps);
	for (const { key, value } of entries) {
		if (!key.startsWith('~')) continue;
		const found = keyPattern(key)?.exec(source) ?? null;
		if (found === null) continue;
		const captured = new Map<string, string | null>(values);
		for (const [index, text] of found.entries()) captured.set(String(index), text ?? '');
		for (const [name, text] of Object.entries(found.groups ?? {}))
			captured.set(name.toLowerCase(), text ?? '');
		return expand(value, captured, maps);
	}
	const other = entries.find(({ key }) => key === 'default');
	return other === undefined ? '' : expand(other.value, values, maps);
}

/** `~expression` or `~*expression` of a map. */
export function keyPattern(key: string): RegExp | null {
	const isCaseless = key.startsWith('~*');
	return pcre(key.slice(isCaseless ? 2 : 1), isCaseless);
}

/** An `if`, taken apart: `$variable`, an operator, a text. */
export interface Condition {
	readonly variable: string;
	readonly operator: '' | '=' | '!=' | '~' | '~*' | '!~' | '!~*';
	readonly text: string;
}

/** What an `if` asks; `null` where it asks for files. */
export function conditionOf({ directive }: ConfNode): Condition | null {
	const words = directive.args.map(({ value }) => value);
	const last = words.pop() ?? '';
	if (last !== ')') words.push(last.replace(/\)$/u, ''));
	const [first = '', ...rest] = words;
	const all = first === '(' ? rest : [first.replace(/^\(/u, ''), ...rest];
	const [variable = '', operator = '', text = ''] = all;
	if (!variable.startsWith('$')) return null;
	const known = operators.find((it) => it === operator);
	return known === undefined ? null : { variable: variableName(variable), operator: known, text };
}

const operators = ['', '=', '!=', '~', '~*', '!~', '!~*'] as const;

/** Whether it holds; `null` where nobody knows. */
export function holds(
	{ variable, operator, text }: Condition,
	values: Values,
	maps: Maps,
): boolean | null {
	const value = valueOf(variable, values, maps);
	if (value === null) return null;
	switch (operator) {
		case '':
			return value !== '' && value !== '0';
		case '=':
		case '!=': {
			const other = expand(text, values, maps);
			return other === null ? null : (value === other) === (operator === '=');
		}
		default: {
			const fits = pcre(text, operator.endsWith('*'))?.test(value) ?? null;
			return fits === null ? null : fits !== operator.startsWith('!');
		}
	}
}

/**
 * The status that `return` gives in a block for these values; `null`: the request goes on. What
 * `set` changes is changed in `values`.
 */
export function returns(
	block: ConfNode,
	values: Map<string, string | null>,
	maps: Maps,
): number | null {
	for (const it of block.children) {
		const { directive } = it;
		if (directive.name === 'return') return Number(argument(directive, 0)) || 302;
		if (directive.name === 'set') {
			values.set(
				variableName(argument(directive, 0)),
				expand(argument(directive, 1), values, maps),
			);
		} else if (directive.name === 'if') {
			const condition = conditionOf(it);
			if (condition === null || holds(condition, values, maps) !== true) continue;
			const status = returns(it, values, maps);
			if (status !== null) return status;
		} else if (directive.name === 'deny' && block.directive.name === 'if') return 403;
	}
	return null;
}

/** `$name` and `${name}` without what makes them variables; nginx knows them in lower case. */
export function variableName(written: string): string {
	return written.replace(/^\$\{?(\w+)\}?$/u, '$1').toLowerCase();
}
