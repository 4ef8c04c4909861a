/** Whom a config lets in by the subject of the certificate: the first one for whom nothing refuses. */
import { parseDistinguishedName, relativeNames } from '../../../fixtures/pki/distinguished-name.ts';
import { defaultIdentity, type Identity } from '../../../fixtures/pki/identity.ts';
import { isGuardedBy, madeFrom } from './certificate-variables.ts';
import { conditionOf, keyPattern, type Maps, mapsOf, returns, variablesIn } from './condition.ts';
import { argument } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { pcre, samples } from '../config/pattern.ts';
import { walk } from './tree.ts';

/** Whom to be, so that the config lets us in. */
export interface AllowedSubject {
	/** `null`: nobody in particular. */
	readonly identity: Identity | null;
	/** What could not be told, where the config asks for more than a subject. */
	readonly problem: string | null;
}

/** `blocks`: the locations to be tested, or the server block. */
export function allowedSubject(
	top: readonly ConfNode[],
	server: ConfNode,
	blocks: readonly ConfNode[],
): AllowedSubject {
	const maps = mapsOf(top);
	const isRefused = (subject: Buffer): number =>
		blocks.filter((block) => refuses(server, block, subject, maps)).length;
	const isMade = madeFrom(top, (name) => names.has(name));
	const isAsked = blocks.some((it) => isGuardedBy(it, isMade));
	const anybody = isRefused(defaultIdentity.subject);
	if (anybody === 0 && !isAsked) return { identity: null, problem: null };
	// Whom a config lists, it means to let in, also where a mistake lets everybody in.
	let best = { refused: anybody === 0 ? 1 : anybody, subject: defaultIdentity.subject };
	for (const text of writtenSubjects(top, server, isMade)) {
		const subject = readSubject(text);
		if (subject === null) continue;
		const refused = isRefused(subject);
		if (refused < best.refused) best = { refused, subject };
		if (refused === 0) break;
	}
	const isFound = best.subject !== defaultIdentity.subject;
	const isLeft = isFound ? best.refused > 0 : anybody > 0;
	return {
		identity: isFound ? { subject: best.subject, subjectAltName: [] } : null,
		problem: isLeft ? problemOf(top, blocks) : null,
	};
}

/** `null` where it is not the certificate that decides. */
function problemOf(top: readonly ConfNode[], blocks: readonly ConfNode[]): string | null {
	const isUsed = (...sources: readonly string[]): boolean => {
		const isMade = madeFrom(top, (name) => sources.includes(name));
		return blocks.some((it) => isGuardedBy(it, isMade));
	};
	const untold = untellable.find((name) => isUsed(name));
	if (untold !== undefined) {
		return `$${untold} decides who is let in, and no certificate of the lab has what is asked for`;
	}
	return isUsed(...names)
		? 'which subject is let in could not be found out: name it with --identity'
		: null;
}

/** Whether `return` refuses a client of the CA that has this subject. */
function refuses(server: ConfNode, block: ConfNode, subject: Buffer, maps: Maps): boolean {
	const rdns = relativeNames(subject).map(asOpenssl);
	const values = new Map<string, string | null>([
		['ssl_client_verify', 'SUCCESS'],
		['request_method', 'GET'],
		['scheme', 'https'],
		['https', 'on'],
		['ssl_client_s_dn', rdns.toReversed().join(',')],
		['ssl_client_s_dn_legacy', rdns.map((it) => `/${it}`).join('')],
		// Nothing that a config could have been written for.
		...['fingerprint', 'serial', 'i_dn', 'i_dn_legacy'].map(
			(it) => [`ssl_client_${it}`, 'of the lab'] as const,
		),
	]);
	const status =
		returns(server, values, maps) ?? (block === server ? null : returns(block, values, maps));
	return status !== null && status >= 400;
}

/** `$ssl_client_s_dn` since nginx 1.11.6 is as RFC 2253 has it, with names as OpenSSL spells them. */
function asOpenssl(rdn: string): string {
	const [type = '', ...rest] = rdn.split('=');
	const value = rest.join('=').replaceAll(/[,+"\\<>;]/gu, String.raw`\$&`);
	return `${spellings.get(type) ?? type}=${value}`;
}

/** Texts in the config that a subject, or a part of one, is compared with. */
function writtenSubjects(
	top: readonly ConfNode[],
	server: ConfNode,
	isMade: (name: string) => boolean,
): readonly string[] {
	const used = usedBy(server, mapsOf(top));
	const ofMaps = [...mapsOf(top)].flatMap(([name, map]) =>
		isMade(name) && used.has(name)
			? map.children.flatMap(({ directive: { name: key } }) => {
					if (!key.startsWith('~')) return key === 'default' ? [] : [key];
					return samplesOf(keyPattern(key));
				})
			: [],
	);
	const ofConditions = [...walk([server])].flatMap((it) => {
		const condition = it.directive.name === 'if' ? conditionOf(it) : null;
		if (condition === null || !isMade(condition.variable)) return [];
		const { operator, text } = condition;
		return operator.includes('~') ? samplesOf(pcre(text, operator.endsWith('*'))) : [text];
	});
	return [...ofMaps, ...ofConditions];
}

/** The variables that a block names, and those that they are made from. */
function usedBy(server: ConfNode, maps: Maps): ReadonlySet<string> {
	const used = new Set(
		[...walk([server])].flatMap(({ directive }) =>
			directive.args.flatMap(({ value }) => variablesIn(value)),
		),
	);
	// A set that grows while it is gone through is gone through to its new end.
	for (const name of used) {
		const map = maps.get(name);
		if (map === undefined) continue;
		const texts = [map.directive, ...map.children.map((it) => it.directive)];
		for (const it of texts.flatMap((text) => variablesIn(argument(text, 0)))) used.add(it);
	}
	return used;
}

function samplesOf(expression: RegExp | null): readonly string[] {
	return expression === null ? [] : samples(expression);
}

/** A subject of that text: a whole one, a part of one, or a common name. */
function readSubject(text: string): Buffer | null {
	const trimmed = text.replaceAll(/^[,\s]+|[,/.\s]+$/gu, '');
	if (trimmed === '') return null;
	const whole = trimmed.includes('=') ? trimmed : `CN=${trimmed}`;
	for (const it of [whole, whole.replace(/^[^,=]*,/u, ''), `${whole}client`]) {
		try {
			return parseDistinguishedName(it);
		} catch {
			// Not every text that an expression fits is a name.
		}
	}
	return null;
}

const names: ReadonlySet<string> = new Set(['ssl_client_s_dn', 'ssl_client_s_dn_legacy']);

/** What no certificate can be made to have, or not by its subject. */
const untellable = [
	'ssl_client_fingerprint',
	'ssl_client_serial',
	'ssl_client_i_dn',
	'ssl_client_i_dn_legacy',
	'ssl_client_cert',
	'ssl_client_raw_cert',
	'ssl_client_escaped_cert',
] as const;

const spellings: ReadonlyMap<string, string> = new Map([
	['EMAILADDRESS', 'emailAddress'],
	['SERIALNUMBER', 'serialNumber'],
	['STREET', 'street'],
]);
