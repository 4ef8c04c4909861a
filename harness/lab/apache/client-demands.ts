/** What a config demands of clients, beside a certificate that verifies. */
import {
	type AttributeType,
	distinguishedName,
	parseDistinguishedName,
} from '../../../fixtures/pki/distinguished-name.ts';
import type { GeneralName } from '../../../fixtures/pki/general-name.ts';
import { defaultIdentity, type Identity } from '../../../fixtures/pki/identity.ts';
import { toldRule } from '../stub/told-fields.ts';
import type { Rule } from '../../rule.ts';
import type { Directive, Section } from './config-tree.ts';
import { cover, type Served } from './covering.ts';
import { isDemand, rewriteGuards, rewritePattern } from './guards.ts';
import { patternMatches } from './path-of-pattern.ts';
import { type Scope, settingOf } from './scopes.ts';

/** Whether and how a scope asks for certificates, as a whole or for a part of it. */
export interface Asking {
	/** For all of it; `none` where it does not. */
	readonly whole: string;
	/** Everywhere that a part of it says so: `require`, `optional` … */
	readonly parts: readonly string[];
}

/** Whether and how a scope asks, as httpd inherits it. */
export function askingOf(scope: Scope, main: Scope): Asking {
	const inParts = [scope, main].flatMap(({ directives }) =>
		directives
			.filter(({ node, within }) => node.name === 'sslverifyclient' && within.length > 0)
			.map(({ node }) => node.values[0]?.toLowerCase() ?? 'none'),
	);
	return {
		whole: settingOf(scope, main, 'sslverifyclient') ?? 'none',
		parts: inParts.filter((it) => it !== 'none'),
	};
}

/** Whether it asks for certificates anywhere. */
export function asksAnywhere({ whole, parts }: Asking): boolean {
	return whole !== 'none' || parts.length > 0;
}

/** Whom the config lets in on that path, where it says so plainly; `null`: nobody in particular. */
export function identityAt(
	path: string,
	scope: Scope,
	main: Scope,
	served: Served,
): Identity | null {
	let demanded = new Map<string, string>();
	let last: Section | null = null;
	const all = [...main.directives, ...scope.directives];
	for (const { node, within } of all) {
		if (!demanding.has(node.name) || !cover(within, path, served)) continue;
		// Of two sections that say who may come in, the later one does.
		const around = within.findLast(({ name }) => !name.startsWith('require')) ?? null;
		if (node.name === 'require' && around !== last) demanded = new Map();
		if (node.name === 'require') last = around;
		for (const [name, value] of comparisons(node)) {
			if (!demanded.has(name)) demanded.set(name, value);
		}
	}
	for (const { node, within, conditions } of rewriteGuards(all)) {
		const pattern = rewritePattern(node, within);
		if (!cover(within, path, served) || !patternMatches(pattern, path)) continue;
		for (const [name, value] of conditions.flatMap(comparisons)) demanded.set(name, value);
	}
	return identityOf(demanded);
}

function identityOf(demanded: ReadonlyMap<string, string>): Identity | null {
	const whole = demanded.get('S_DN');
	const names = [...demanded].flatMap(([name, value]): readonly GeneralName[] => {
		if (name.startsWith('SAN_DNS_')) return [{ dns: value }];
		return name.toLowerCase().startsWith('san_email_') ? [{ email: value }] : [];
	});
	const subject = whole === undefined ? subjectOf(demanded) : readName(whole);
	if (subject === null && names.length === 0) return null;
	// Of names that nobody asks for each is as good as any other: better none than one to misspell.
	const isNamed = names.length > 0 || whole !== undefined || demanded.has('S_DN_CN');
	return {
		subject: subject ?? defaultIdentity.subject,
		subjectAltName: isNamed && names.length === 0 ? defaultIdentity.subjectAltName : names,
	};
}

/** Whether who gets that path depends on the address of the client, which is this machine here. */
export function isByAddress(path: string, scope: Scope, main: Scope, served: Served): boolean {
	return [...main.directives, ...scope.directives].some(
		({ node, within }) =>
			within.length > 0 &&
			((node.name === 'require' &&
				/^(?:not\s+)?(?:local|ip|host|forward-dns)\b/iu.test(node.written)) ||
				(node.name === 'allow' && !/^from\s+all\b/iu.test(node.written))) &&
			cover(within, path, served),
	);
}

const demanding = new Set(['require', 'sslrequire']);

/** `%{SSL_CLIENT_S_DN_CN} == "x"`, `… eq "x"`, `… in {"x", …}`; `RewriteCond %{SSL:…} !^x$`. */
function comparisons({ name, written, values }: Directive): readonly (readonly [string, string])[] {
	if (name === 'rewritecond') {
		const [tested = '', pattern = ''] = values;
		const variable = /^%\{(?:SSL:)?SSL_CLIENT_(S_DN\w*|SAN_\w+)\}$/u.exec(tested)?.[1];
		const literal = /^!?=?"?\^?([\w\s@=,/-]+(?:\\?\.[\w\s@=,/-]+)*)\$?"?$/u.exec(pattern)?.[1];
		return variable === undefined || literal === undefined
			? []
			: [[variable, literal.replaceAll('\\', '')]];
	}
	const compared =
		/%\{SSL_CLIENT_(S_DN\w*|SAN_\w+)\}\s*(?:==|=|-?eq|(?:-?in)\s*\{)\s*\\?(["'])(.*?)\\?\2/giu;
	return [...written.matchAll(compared)].map(([, variable = '', , value = '']) => [
		variable,
		value,
	]);
}

function subjectOf(demanded: ReadonlyMap<string, string>): Buffer | null {
	const attributes = (['C', 'ST', 'L', 'O', 'OU', 'CN'] as const).flatMap(
		(type): (readonly [AttributeType, string])[] => {
			const value = demanded.get(`S_DN_${type}`) ?? demanded.get(`S_DN_${type}_0`);
			return value === undefined ? [] : [[type, value]];
		},
	);
	const email = demanded.get('S_DN_Email');
	if (email !== undefined) attributes.push(['EMAILADDRESS', email]);
	return attributes.length === 0 ? null : distinguishedName(...attributes);
}

/** RFC 2253 or, with slashes, the older form of OpenSSL; `null` where it is neither. */
function readName(text: string): Buffer | null {
	try {
		return parseDistinguishedName(text);
	} catch {
		return null;
	}
}

/**
 * How what is behind the server is told of the verdict, where nothing in the config acts on it
 * itself: then it is for the application to refuse.
 */
export function forwardedVerdict(scope: Scope, main: Scope): Rule | null {
	const all = [...scope.directives, ...main.directives].map(({ node }) => node);
	const rewrites = rewriteGuards([...main.placed, ...scope.placed]);
	if (all.some(isDemand) || rewrites.length > 0) return null;
	const changes = all.filter(({ name }) => name === 'requestheader').map(({ values }) => values);
	const removed = changes.flatMap(([action = '', header = '']) =>
		action.toLowerCase() === 'unset' ? [header.toLowerCase()] : [],
	);
	for (const [action = '', header = '', value = '', ...conditions] of changes) {
		if (!/^(?:set|add|append)$/iu.test(action)) continue;
		// What is set for some only, or added to what is there, clients can send themselves.
		const isForAll = action.toLowerCase() === 'set' && conditions.length === 0;
		if (!isForAll && !removed.includes(header.toLowerCase())) continue;
		if (!/^%\{SSL_CLIENT_VERIFY\}[se]$/u.test(value)) continue;
		const rule = toldRule(header.replace(/:$/u, ''), 'SUCCESS');
		if (rule !== null) return rule;
	}
	return null;
}
