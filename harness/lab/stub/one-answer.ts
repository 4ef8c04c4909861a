/** A server of a protocol that has one request on a connection, its parameters in front. */
import { createServer, type Server } from 'node:net';
import { cgiAnswer, contentLength, type Opening, type Parameters } from './cgi.ts';

/** What the beginning of a connection is: a request, too little to say, or nothing of the protocol. */
export type Begun =
	| {
			readonly parameters: Parameters;
			/** Octets in front of the content. */ readonly length: number;
	  }
	| 'unfinished'
	| 'foreign';

/** Answers when all of the content has come, which is thrown away. */
export function answerOnce(
	upstream: string,
	opening: Opening,
	read: (data: Buffer) => Begun,
): Server {
	return createServer((socket) => {
		let begin: Buffer = Buffer.alloc(0);
		/** Octets of the content that are to come; `null` while nobody knows. */
		let missing: number | null = null;
		let answer: Buffer = Buffer.alloc(0);
		socket.on('data', (data: Buffer) => {
			if (missing !== null && missing <= 0) return;
			if (missing === null) {
				begin = Buffer.concat([begin, data]);
				const begun = read(begin);
				if (begun === 'unfinished') return;
				if (begun === 'foreign') {
					socket.destroy();
					return;
				}
				answer = cgiAnswer(upstream, begun.parameters, opening);
				missing = contentLength(begun.parameters) + begun.length - begin.length;
				begin = Buffer.alloc(0);
			} else {
				missing -= data.length;
			}
			if (missing <= 0) socket.end(answer);
		});
	});
}
