/** Heads of HTTP/2 requests, and what Node's HTTP/2 cannot write of them as it is said. */
import { connect, type OutgoingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import { type RuntimeError, runtimeError } from '../error-code.ts';

/** What one request of HTTP/2 consists of (RFC 9113 §8.3.1), octet by octet as latin1. */
export interface H2Head {
	readonly method: string;
	readonly scheme: 'https';
	readonly authority: string;
	readonly path: string;
	/** In order, names in lower case; those of one name leave together, where the first stands. */
	readonly fields: readonly H2Field[];
}

/** `shown` stands for the value in text that people see. */
export type H2Field = readonly [name: string, value: string, shown?: string];

/** nghttp2 gives a longer header block up, long after it took it. */
const headLimit = 32 * 1024;

/** The head as a person may read it: a line for each field in the order in which they are sent. */
export function h2HeadText(head: H2Head): string {
	const lines = [...pseudoFields(head), ...grouped(head)].map(
		([name, value, shown = value]) => `${name}: ${escaped(shown)}`,
	);
	return lines.join('\n');
}

/** The head as node:http2 takes it. */
export function outgoing(head: H2Head): OutgoingHttpHeaders {
	// A field may be called __proto__.
	const headers = Object.create(null) as OutgoingHttpHeaders;
	for (const [name, value] of pseudoFields(head)) headers[name] = value;
	for (const [name, value] of grouped(head)) {
		const before = headers[name];
		headers[name] = before === undefined ? value : [before, value].flat().map(String);
	}
	return headers;
}

/**
 * Why this runtime cannot send one of the heads as it stands: what Node would change in silence, and
 * what it refuses. `null` where it can send all of them.
 */
export function unsendable(heads: readonly H2Head[]): RuntimeError | null {
	for (const head of heads) {
		const changed = silentlyChanged(head);
		if (changed !== null) return { code: 'ERR_UNSENDABLE_HEAD', message: changed };
		const refused = refusal(head);
		if (refused !== null) return refused;
	}
	return null;
}

/**
 * To be given to node:http2 with each session. Node 24 and later then send several fields of a name
 * such as `host`; Node 20 and 22 know no such option and refuse them.
 */
export const asWritten = { strictSingleValueFields: false };

function pseudoFields({ method, scheme, authority, path }: H2Head): readonly H2Field[] {
	return [
		[':method', method],
		[':scheme', scheme],
		[':authority', authority],
		[':path', path],
	];
}

function grouped({ fields }: H2Head): readonly H2Field[] {
	const names = new Set(fields.map(([name]) => name));
	return [...names].flatMap((name) => fields.filter(([other]) => other === name));
}

/** Node 20 to 26: a NUL ends a value, an octet is all that is left of a character, and so on. */
function silentlyChanged(head: H2Head): string | null {
	const all = [...pseudoFields(head), ...head.fields];
	for (const [name, value] of all) {
		if (/[^\u0001-\u00ff]/u.test(value)) {
			return `a value of ${name} holds a character that HTTP/2 in Node cannot carry`;
		}
	}
	for (const [name] of head.fields) {
		if (name === '') return 'a field has no name';
		if (name.startsWith(':')) return `a second ${name} cannot be written by HTTP/2 in Node`;
		if (name !== name.toLowerCase()) return `${name} would be written in lower case`;
	}
	const length = all.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
	return length > headLimit ? `a head of ${length} octets is too long for one header block` : null;
}

/** What Node says to the request on a connection that leads nowhere. */
function refusal(head: H2Head): RuntimeError | null {
	const nowhere = new Duplex({ read: ignored, write: (_chunk, _encoding, done) => done() });
	const session = connect('https://target.invalid', {
		createConnection: () => nowhere,
		...asWritten,
	});
	session.on('error', ignored);
	try {
		session.request(outgoing(head), { endStream: true }).on('error', ignored);
		return null;
	} catch (error) {
		return runtimeError(error);
	} finally {
		session.destroy();
	}
}

/** A line break in a value must not look like another field. */
function escaped(text: string): string {
	return text.replaceAll(
		/[\u0001-\u001f\u007f]/gu,
		(character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
	);
}

function ignored(): void {}
