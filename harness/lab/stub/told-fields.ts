/**
 * What an upstream was asked and told, told back in the head of its answer. Not in its page: a proxy
 * tells something else for each client, and pages are compared by their words.
 */
import { parseRule } from '../../parse-rule.ts';
import type { Rule } from '../../rule.ts';
import type { Asked } from './asked.ts';

/**
 * Fields of an answer: `lab-asked-method`, `lab-asked-uri`, and one for each field of the request:
 * `x-verify` comes back as `lab-told-x-verify`, with at most the first 200 characters of its value
 * and `?` for each that is no printable ASCII. What came again is joined with `, `, so that a field
 * that the client forged beside the proxy's own is not taken for it. At most 30 fields of the request
 * and 2 KiB of them, those first that say how a verification ended; values that stand for nothing are
 * left out, and secrets are `present`.
 */
export function toldFields(
	{ method, uri }: Asked,
	fields: Iterable<readonly [name: string, value: string]>,
): readonly (readonly [name: string, value: string])[] {
	const values = new Map<string, string>();
	for (const [name, value] of fields) {
		if (usual.test(name) || !told.test(name)) continue;
		const known = values.get(name);
		const said = secret.test(name) && value !== '' ? 'present' : value;
		values.set(name, known === undefined ? said : `${known}, ${said}`);
	}
	const fieldsTold: (readonly [string, string])[] = [];
	let room = mostOctets;
	for (const [name, value] of [...values].toSorted(byWeight)) {
		const field = [`lab-told-${name}`, shown(value)] as const;
		// A colon, a space and the end of the line.
		const octets = field[0].length + field[1].length + 4;
		if (nothing.test(field[1]) || octets > room) continue;
		room -= octets;
		fieldsTold.push(field);
		if (fieldsTold.length === mostFields) break;
	}
	return [['lab-asked-method', shown(method)], ['lab-asked-uri', shown(uri)], ...fieldsTold];
}

/**
 * The rule by which an answer shows that the upstream was told that, or anything, in a field of the
 * request; `null` where no field of that name is told back.
 */
export function toldRule(field: string, value: string | null = null): Rule | null {
	const name = field.toLowerCase();
	if (!told.test(name)) return null;
	return parseRule(`header:lab-told-${name}${value === null ? '' : `=${value}`}`);
}

const told = /^[a-z\d_-]{1,48}$/u;

/** nginx has 4 KiB for the whole head of an upstream's answer (`proxy_buffer_size`). */
const mostOctets = 2048;
const mostFields = 30;

function shown(value: string): string {
	return value
		.replaceAll(/[^ -~]/gu, '?')
		.trim()
		.slice(0, 200)
		.trimEnd();
}

/** What every request has, by its name and as gateways call it. */
const usual =
	/^(?:http-)?(?:host|connection|content-length|transfer-encoding|accept(?:-.*)?|user-agent|te|expect|keep-alive)$/u;

/** RFC 9110 §11 and RFC 6265: nobody's to read again. */
const secret = /^(?:http-)?(?:cookie|authorization|proxy-authorization)$/u;

/** By which HAProxy, Apache and Caddy say that there is none: Caddy leaves its placeholder. */
const nothing = /^(?:|-|""|\(null\)|\{[\w.-]+\})$/u;

type Field = readonly [name: string, value: string];

function byWeight(one: Field, other: Field): number {
	return weight(one) - weight(other);
}

/** The least comes first. */
function weight([name, value]: Field): number {
	if (/verif/u.test(name) || /^(?:SUCCESS|NONE|FAILED\b)/u.test(value)) return 0;
	if (/ssl|tls|cert|client|dn|subject|user|auth/u.test(name)) return 1;
	return 2;
}
