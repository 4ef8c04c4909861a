/** What FastCGI, SCGI and uwsgi have in common: the parameters of CGI (RFC 3875 §4.1). */
import type { Asked } from './asked.ts';
import { pageOf } from './page.ts';
import { toldFields } from './told-fields.ts';

/** Parameters as they were sent, in order. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** How a gateway wants the answer to begin. */
export type Opening = 'Status: 200 OK' | 'HTTP/1.1 200 OK';

/**
 * The whole answer to a request with these parameters. Each is told back by its name in lower case
 * with `-` for `_`: `SSL_CLIENT_VERIFY` as `lab-told-ssl-client-verify`, the field `X-Verify` as
 * `lab-told-http-x-verify`, since gateways send it as `HTTP_X_VERIFY`.
 */
export function cgiAnswer(upstream: string, parameters: Parameters, opening: Opening): Buffer {
	const asked = askedBy(parameters);
	const page = Buffer.from(pageOf(upstream, asked));
	const fields = parameters.map(([name, value]): [string, string] => [
		name.toLowerCase().replaceAll('_', '-'),
		value,
	]);
	const told = toldFields(asked, fields).map(([name, value]) => `${name}: ${value}\r\n`);
	const head = `${opening}\r\nContent-Type: application/json\r\nContent-Length: ${page.length}\r\n${told.join('')}\r\n`;
	return Buffer.concat([Buffer.from(head), asked.method === 'HEAD' ? Buffer.alloc(0) : page]);
}

function askedBy(parameters: Parameters): Asked {
	const values = new Map(parameters);
	const scriptPath = `${values.get('SCRIPT_NAME') ?? ''}${values.get('PATH_INFO') ?? ''}`;
	return {
		method: values.get('REQUEST_METHOD') ?? '',
		uri: values.get('REQUEST_URI') ?? values.get('DOCUMENT_URI') ?? scriptPath,
		host: values.get('HTTP_HOST') ?? values.get('SERVER_NAME') ?? '',
	};
}

/** The octets of content that follow; what is no number is none. */
export function contentLength(parameters: Parameters): number {
	const [, text = ''] = parameters.find(([name]) => name === 'CONTENT_LENGTH') ?? [];
	return /^\d{1,15}$/u.test(text) ? Number(text) : 0;
}

/** Parameters of one request have no more octets than that; a connection with more is closed. */
export const mostParameterOctets = 256 * 1024;

/** Names and values in turn; a name without a value at the end is left out. */
export function inPairs(texts: readonly string[]): Parameters {
	const pairs: (readonly [string, string])[] = [];
	for (let at = 0; at + 1 < texts.length; at += 2)
		pairs.push([texts[at] ?? '', texts[at + 1] ?? '']);
	return pairs;
}
