/** A responder of the uwsgi protocol: one packet of parameters, the content, one answer. */
import type { Server } from 'node:net';
import { inPairs, type Parameters } from './cgi.ts';
import { answerOnce, type Begun } from './one-answer.ts';

/** Answers as a uwsgi application does. */
export function uwsgiServer(upstream: string): Server {
	// Apache's mod_proxy_uwsgi wants a status line.
	return answerOnce(upstream, 'HTTP/1.1 200 OK', readUwsgi);
}

const headerLength = 4;

function readUwsgi(data: Buffer): Begun {
	if (data.length < headerLength) return 'unfinished';
	const end = headerLength + data.readUInt16LE(1);
	if (data.length < end) return 'unfinished';
	const parameters = readPairs(data.subarray(headerLength, end));
	return parameters === null ? 'foreign' : { parameters, length: end };
}

/** `null` where the lengths do not add up. */
function readPairs(data: Buffer): Parameters | null {
	const texts: string[] = [];
	for (let at = 0; at < data.length;) {
		if (at + 2 > data.length) return null;
		const from = at + 2;
		at = from + data.readUInt16LE(at);
		if (at > data.length) return null;
		texts.push(data.toString('latin1', from, at));
	}
	if (texts.length % 2 !== 0) return null;
	return inPairs(texts);
}
