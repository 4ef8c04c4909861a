/** Headers in which a config tells what is behind it of the client's certificate. */
import { allOf, type Rule } from '../../rule.ts';
import { toldRule } from '../stub/told-fields.ts';
import { type Section, valuesOf, withDefaults } from './config.ts';

/**
 * How the stub's answer shows a client that an application may take for good, by the headers that it
 * is told of: no error, and a certificate at all. Empty where it is told nothing.
 */
export function forwardedRule(sections: readonly Section[]): readonly Rule[] {
	const wanted = new Map<string, Rule>();
	for (const line of sections.flatMap((it) => withDefaults(it).flatMap(({ lines }) => lines))) {
		const [keyword, action = '', field = '', value = ''] = valuesOf(line);
		if (keyword !== 'http-request' || !/^(?:set|add)-header$/u.test(action)) continue;
		const [, sample = ''] = /^%(?:\{[^}]*\})?\[([^\]]*)\]$/u.exec(value) ?? [];
		const good = goodValues.find(([pattern]) => pattern.test(sample))?.[1];
		const rule = good === undefined ? null : toldRule(field, good);
		if (rule !== null) wanted.set(field.toLowerCase(), rule);
	}
	const [first, ...others] = wanted.values();
	if (first === undefined) return [];
	return [others.length === 0 ? first : allOf([first, ...others])];
}

/** What stands for nothing the stub does not tell, so that being told says something. */
const goodValues: readonly (readonly [RegExp, string | null])[] = [
	[/^ssl_c_(?:verify|err|ca_err)$/u, '0'],
	[/^ssl_(?:c_used|fc_has_crt)$/u, '1'],
	[/^ssl_c_(?:s_dn|sha1|serial|der|notafter|chain_der)/u, null],
];
