// @ts-check
'use strict';

/** Servers that speak HTTP/2 only speak HTTP/1.1 as well, since that is what most probes ask in. */
const http2 = require('node:http2');
const { answerAsStream } = require('./as-stream.cjs');
const { whereFrom } = require('./where-from.cjs');

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {(...args: unknown[]) => http2.Http2SecureServer} Create */
/** @typedef {(this: http2.Http2SecureServer, event: string | symbol, ...args: unknown[]) => boolean} Emit */

/** @param {Correspondence} lab */
exports.allowHttp1 = (lab) => {
	const { createSecureServer } = http2;
	const own = /** @type {Create} */ (/** @type {unknown} */ (createSecureServer));
	/** @type {Create} */
	const replaced = (...args) => {
		const [options, ...rest] = args;
		// Node says itself what is wrong with what is no object.
		if (typeof options !== 'object' || options === null) return own(...args);
		if (/** @type {{ allowHTTP1?: boolean }} */ (options).allowHTTP1 === true) return own(...args);
		const text =
			'speaks HTTP/2 only: in the lab it speaks HTTP/1.1 as well, since most is asked in that';
		lab.tell({ kind: 'note', where: whereFrom(), text });
		const server = own({ ...options, allowHTTP1: true }, ...rest);
		answerWithStreams(server);
		return server;
	};
	http2.createSecureServer = replaced;
};

/**
 * A server that only listens for streams, as those of gRPC, would leave HTTP/1.1 without an answer.
 * @param {http2.Http2SecureServer} server
 */
function answerWithStreams(server) {
	const emit = /** @type {Emit} */ (server.emit);
	/** @type {Emit} */
	const replaced = function (event, ...args) {
		if (event !== 'request' || this.listenerCount('request') > 0) {
			return emit.call(this, event, ...args);
		}
		const [request, response] = args;
		answerAsStream(
			this,
			/** @type {IncomingMessage} */ (request),
			/** @type {ServerResponse} */ (response),
		);
		return true;
	};
	server.emit = /** @type {typeof server.emit} */ (replaced);
}
