/** HTTP/1.1 heads written by ourselves: what a library would repair or refuse is what is tested. */
import type { AskedRequest } from '../../fixtures/attempt.ts';
import type { HttpRequest } from './connection-request.ts';

/** A request as it goes out, and how its answer is to be read. */
export interface WrittenRequest {
	readonly octets: Buffer;
	/** The same as text, without the values of the user's own headers. */
	readonly shown: string;
	/** RFC 9110 §9.3.2: an answer to HEAD has no body, whatever its head says. */
	readonly isHead: boolean;
}

/**
 * Writes a request down, octet by octet as latin1 (RFC 9112 §3). `confidential`: field lines of the
 * user. `isLast`: whether the connection may be closed after the answer.
 */
export function writeRequest(
	asked: AskedRequest,
	run: Pick<HttpRequest, 'authority' | 'method' | 'path'>,
	confidential: Readonly<Record<string, string>>,
	isLast: boolean,
): WrittenRequest {
	const { method = run.method, target = run.path, hosts = [run.authority], lines = [] } = asked;
	const has = (name: string): boolean =>
		lines.some((line) => line.toLowerCase().startsWith(`${name}:`));
	const text = (value: (it: string) => string): string =>
		[
			`${method} ${target} HTTP/1.1`,
			...hosts.map((host) => `Host: ${host}`),
			...Object.entries(confidential).map(([name, it]) => `${name}: ${value(it)}`),
			...lines,
			...(hasContent(method) && !has('content-length') && !has('transfer-encoding')
				? ['Content-Length: 0']
				: []),
			...(has('connection') ? [] : [`Connection: ${isLast ? 'close' : 'keep-alive'}`]),
			'',
			'',
		].join('\r\n');
	return {
		octets: Buffer.from(
			text((it) => it),
			'latin1',
		),
		shown: text(() => '[redacted]'),
		isHead: method.toUpperCase() === 'HEAD',
	};
}

/** RFC 9110 §8.6: these announce their content, also where there is none. */
function hasContent(method: string): boolean {
	return ['POST', 'PUT', 'PATCH'].includes(method.toUpperCase());
}
