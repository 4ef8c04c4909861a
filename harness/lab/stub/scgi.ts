/** A responder of SCGI: a netstring of parameters, the content, one answer. */
import type { Server } from 'node:net';
import { inPairs, mostParameterOctets } from './cgi.ts';
import { answerOnce, type Begun } from './one-answer.ts';

/** Answers as an SCGI application does. */
export function scgiServer(upstream: string): Server {
	return answerOnce(upstream, 'Status: 200 OK', readScgi);
}

function readScgi(data: Buffer): Begun {
	const colon = data.subarray(0, 8).indexOf(':');
	if (colon === -1) return data.length < 8 ? 'unfinished' : 'foreign';
	const digits = data.toString('latin1', 0, colon);
	const length = /^\d+$/u.test(digits) ? Number(digits) : Infinity;
	if (length > mostParameterOctets) return 'foreign';
	const end = colon + 1 + length;
	if (data.length < end + 1) return 'unfinished';
	const texts = data.toString('latin1', colon + 1, end).split('\0');
	return { parameters: inPairs(texts), length: end + 1 };
}
