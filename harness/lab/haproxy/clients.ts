/** Whom the rules of a config let in, as far as they name them. */
import { distinguishedName, type Attribute } from '../../../fixtures/pki/distinguished-name.ts';
import { defaultIdentity, type Identity } from '../../../fixtures/pki/identity.ts';
import { type ConditionalRule, splitConverters, type Test } from './acl.ts';
import { sightOf } from './look-at.ts';
import { matchingOf } from './sample-value.ts';
import { keysOf, valuesIn } from './routes.ts';
import { note, type Work } from './work.ts';

/** The subject that all of these rules want; `null` where they want none. */
export function identityOf(guards: readonly ConditionalRule[], work: Work): Identity | null {
	const wanted = new Map<Attribute[0], string>();
	for (const test of guards.flatMap(wantedTests)) {
		const [, type = ''] = /^ssl_c_s_dn\((cn|o|ou)\b/iu.exec(test.fetch) ?? [];
		const attribute = attributes.find((it) => it === type.toUpperCase());
		const value = valueOf(test, work);
		if (attribute !== undefined && value !== null && !wanted.has(attribute)) {
			wanted.set(attribute, value);
		}
		if (pins.test(test.fetch)) {
			note(work, test.line, `${test.written} pins certificates: none of the lab can fit`);
		}
	}
	if (wanted.size === 0) return null;
	// Of names that nobody asks for each is as good as any other: better none than one to misspell.
	const others = wanted.has('CN') ? usual : {};
	const rdns = attributes.flatMap((type): Attribute[] => {
		const value = wanted.get(type) ?? others[type];
		return value === undefined ? [] : [[type, value]];
	});
	return {
		subject: distinguishedName(...rdns),
		subjectAltName: wanted.has('CN') ? defaultIdentity.subjectAltName : [],
	};
}

/**
 * Whether the rules are there to refuse who shows no certificate. The result of the verification is 0
 * without one, too; who asks for it at certain paths alone means to keep others out of them.
 */
export function wantCertificate(guards: readonly ConditionalRule[]): boolean {
	return guards.some((rule) => {
		const wanted = wantedTests(rule);
		const isOfPaths = rule.groups
			.flat()
			.some(({ tests }) => tests.some((test) => sightOf(test) === 'path'));
		return (
			rule.words.some((it) => refusals.test(it)) &&
			wanted.some(({ fetch }) => shown.test(fetch) || (isOfPaths && verified.test(fetch)))
		);
	});
}

/** What has to hold so that a rule lets the request pass, or takes it on. */
function wantedTests({ words, polarity, groups }: ConditionalRule): readonly Test[] {
	const refuses = words.some((it) => refusals.test(it));
	const wantsNegated = refuses && polarity === 'if';
	return groups
		.flat()
		.filter(({ isNegated }) => isNegated === wantsNegated)
		.flatMap(({ tests }) => tests);
}

function valueOf(test: Test, work: Work): string | null {
	const map = splitConverters(test.expression).find((it) => /^map(?:_str)?\(/u.test(it));
	if (map !== undefined) return keysOf(/\(([^,)]+)/u.exec(map)?.[1] ?? '', work)[0] ?? null;
	return ['str', 'beg', 'end', 'sub'].includes(matchingOf(test))
		? (valuesIn(test, work)[0] ?? null)
		: null;
}

const attributes = ['O', 'OU', 'CN'] as const;
const usual: Readonly<Partial<Record<Attribute[0], string>>> = { O: 'mtls-gauntlet', CN: 'client' };
const refusals = /^(?:deny|reject|tarpit|silent-drop|return|redirect|auth)$/u;
const shown = /^ssl_(?:c_used|fc_has_crt|c_s_dn)\b/u;
const verified = /^ssl_c_(?:verify|err|ca_err)\b/u;
const pins = /^ssl_c_(?:sha1|sha256|serial|der)\b/u;
