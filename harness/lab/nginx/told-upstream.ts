/** Where nginx only tells what is behind it how the verification ended, and refuses nobody itself. */
import type { Rule } from '../../rule.ts';
import { toldRule } from '../stub/told-fields.ts';
import { argument } from './directive.ts';
import { expand, type Maps, variablesIn } from './condition.ts';
import type { ConfNode } from './load-conf.ts';
import { effective, own } from './tree.ts';

/** That what is behind a location is told of the verdict. */
export interface Told {
	/** By which the stub's answer shows that the client was taken for good. */
	readonly rule: Rule;
	/** The directive that tells it. */
	readonly by: ConfNode;
}

/** How variables of a config turn on the certificate. */
export interface Made {
	readonly maps: Maps;
	/** Whether a variable is made from what nginx knows of the certificate. */
	readonly isMade: (name: string) => boolean;
}

/** `null` where a location does not hand on how the verification ended. */
export function toldUpstream(location: ConfNode, made: Made): Told | null {
	for (const [by, name] of toldFieldsAt(location)) {
		const verdict = verdictIn(argument(by.directive, 1), made);
		if (verdict === null) continue;
		const text = /^[A-Z_]+$/u.test(verdict) ? verdict : JSON.stringify(verdict);
		const rule = toldRule(name, text);
		if (rule !== null) return { by, rule };
	}
	return null;
}

/** The rule by which whoever is named to what is behind would count as let in; `null`: nobody is. */
export function namedUpstream(location: ConfNode, { isMade }: Made): string | null {
	for (const [by, name] of toldFieldsAt(location)) {
		const value = argument(by.directive, 1);
		if (!variablesIn(value).some(isMade)) continue;
		// An empty field is not sent at all, so that its presence says something.
		if (/^\$\{?\w+\}?$/u.test(value)) return toldRule(name)?.text ?? null;
	}
	return null;
}

/** What is sent along, by the names that the stub tells it back under. */
function* toldFieldsAt(location: ConfNode): Generator<readonly [by: ConfNode, name: string]> {
	for (const [pass, tell] of telling) {
		if (!hasPass(location, pass)) continue;
		for (const by of effective(location, tell)) {
			const field = argument(by.directive, 0).toLowerCase();
			const name = tell.endsWith('_header') ? field : field.replaceAll('_', '-');
			yield [by, name];
		}
	}
}

/** What a text is for clients that were verified, where it is something else for those without. */
function verdictIn(value: string, { maps, isMade }: Made): string | null {
	if (!variablesIn(value).some(isMade)) return null;
	const verified = expand(value, new Map([['ssl_client_verify', 'SUCCESS']]), maps);
	const nobody = expand(value, new Map([['ssl_client_verify', 'NONE']]), maps);
	return verified === '' || nobody === null || verified === nobody ? null : verified;
}

/**
 * Where a location has fields of its own, and those that the outer levels tell of the verification are
 * lost by it; `null` otherwise.
 */
export function lostThere(location: ConfNode, made: Made): ConfNode | null {
	const outer = location.parent;
	if (outer === null || toldUpstream(location, made) !== null) return null;
	for (const [pass, tell] of telling) {
		if (!hasPass(location, pass) || own(location, tell).length === 0) continue;
		const lost = effective(outer, tell).find(
			({ directive }) => verdictIn(argument(directive, 1), made) !== null,
		);
		if (lost !== undefined) return lost;
	}
	return null;
}

/** Unlike most, these are not inherited. */
function hasPass(location: ConfNode, pass: string): boolean {
	return own(location, pass).length > 0;
}

const telling = [
	['proxy_pass', 'proxy_set_header'],
	['grpc_pass', 'grpc_set_header'],
	['fastcgi_pass', 'fastcgi_param'],
	['scgi_pass', 'scgi_param'],
	['uwsgi_pass', 'uwsgi_param'],
] as const;
