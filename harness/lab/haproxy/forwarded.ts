/** Headers in which a config tells what is behind it of the client's certificate. */
import { allOf, type Rule } from '../../rule.ts';
import { pcre } from '../config/pattern.ts';
import { toldRule } from '../stub/told-fields.ts';
import { type Section, valuesOf, withDefaults } from './config.ts';

/**
 * How the stub's answer shows a client that an application may take for good, by the headers that it
 * is told of: no error, and a certificate at all. Empty where it is told nothing.
 */
export function forwardedRule(sections: readonly Section[]): readonly Rule[] {
	const wanted = new Map<string, Rule>();
	const changes = changesOf(sections);
	for (const [action = '', field = '', value = ''] of changes) {
		if (!/^(?:set|add)-header$/u.test(action) || !isTheirOwn(field, changes)) continue;
		const [, sample = ''] = /^%(?:\{[^}]*\})?\[([^\]]*)\]$/u.exec(value) ?? [];
		const good = goodValues.find(([pattern]) => pattern.test(sample))?.[1];
		const rule = good === undefined ? null : toldRule(field, good);
		if (rule !== null) wanted.set(field.toLowerCase(), rule);
	}
	const [first, ...others] = wanted.values();
	if (first === undefined) return [];
	return [others.length === 0 ? first : allOf([first, ...others])];
}

/** Headers of that kind which clients can send themselves, where HAProxy does not set them for all. */
export function forgeable(sections: readonly Section[]): readonly string[] {
	const changes = changesOf(sections);
	const told = changes.flatMap(([action = '', field = '', value = '']) =>
		/^(?:set|add)-header$/u.test(action) && /\[ssl_(?:c_|fc_has_crt)/u.test(value) ? [field] : [],
	);
	return [...new Set(told)].filter((field) => !isTheirOwn(field, changes));
}

/** What becomes of headers of requests: the words behind `http-request`. */
function changesOf(sections: readonly Section[]): readonly (readonly string[])[] {
	return sections
		.flatMap((it) => withDefaults(it).flatMap(({ lines }) => lines))
		.map((line) => valuesOf(line))
		.filter(([keyword, action = '']) => keyword === 'http-request' && action.endsWith('-header'))
		.map(([, ...words]) => words);
}

/** Whether nothing of that name comes from a client: it is set for all, for two cases, or taken away. */
function isTheirOwn(field: string, changes: readonly (readonly string[])[]): boolean {
	const name = field.toLowerCase();
	const sets = changes.filter(
		([action, other = '']) => action === 'set-header' && other.toLowerCase() === name,
	);
	const isForAll = sets.some((words) => !words.includes('if') && !words.includes('unless'));
	return (
		isForAll ||
		sets.length > 1 ||
		changes.some(([action, other = '', ...more]) => {
			if (action !== 'del-header') return false;
			const given = other.toLowerCase();
			if (!more.includes('-m')) return given === name;
			const how = more[more.indexOf('-m') + 1];
			if (how === 'reg') return pcre(other, true)?.test(field) ?? false;
			return how === 'end' ? name.endsWith(given) : name.startsWith(given);
		})
	);
}

/** What stands for nothing the stub does not tell, so that being told says something. */
const goodValues: readonly (readonly [RegExp, string | null])[] = [
	[/^ssl_c_(?:verify|err|ca_err)$/u, '0'],
	[/^ssl_(?:c_used|fc_has_crt)$/u, '1'],
	[/^ssl_c_(?:s_dn|sha1|serial|der|notafter|chain_der)/u, null],
];
