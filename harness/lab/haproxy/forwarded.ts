/** Headers in which a config tells what is behind it of the client's certificate. */
import type { Rule } from '../../rule.ts';
import { type Section, valuesOf, withDefaults } from './config.ts';

/**
 * How the stub's answer shows a client that an application may take for good, by the headers that it
 * is told of: no error, and a certificate at all. Empty where it is told nothing.
 */
export function forwardedRule(sections: readonly Section[]): readonly Rule[] {
	const wanted = new Map<string, string>();
	for (const line of sections.flatMap((it) => withDefaults(it).flatMap(({ lines }) => lines))) {
		const [keyword, action = '', name = '', value = ''] = valuesOf(line);
		if (keyword !== 'http-request' || !/^(?:set|add)-header$/u.test(action)) continue;
		const [, sample = ''] = /^%(?:\{[^}]*\})?\[([^\]]*)\]$/u.exec(value) ?? [];
		const good = goodValues.find(([pattern]) => pattern.test(sample))?.[1];
		if (good !== undefined) wanted.set(name.toLowerCase(), good);
	}
	const [first, ...others] = wanted;
	if (first === undefined) return [];
	const [name, good] = first;
	if (others.length === 0 && good !== present) {
		const text = `json:headers.${name}="${good}"`;
		return [{ kind: 'json', path: ['headers', name], value: good, text }];
	}
	const source = [...wanted].map(
		([header, value]) => `(?=.*"${escaped(header)}":${value === present ? present : `"${value}"`})`,
	);
	const pattern = new RegExp(`^${source.join('')}`, 'su');
	return [{ kind: 'body', pattern, text: `body:/${pattern.source}/su` }];
}

function escaped(text: string): string {
	return text.replaceAll(/[^\w-]/gu, String.raw`\$&`);
}

/** A string of JSON that is neither empty nor, where it is quoted once more, quotes alone. */
const present = String.raw`"(?!"|\\"\\""|-")`;

const goodValues: readonly (readonly [RegExp, string])[] = [
	[/^ssl_c_(?:verify|err|ca_err)$/u, '0'],
	[/^ssl_(?:c_used|fc_has_crt)$/u, '1'],
	[/^ssl_c_(?:s_dn|sha1|serial|der|notafter|chain_der)/u, present],
];
