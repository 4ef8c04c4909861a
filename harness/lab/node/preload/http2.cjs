// @ts-check
'use strict';

/** Servers that speak HTTP/2 only speak HTTP/1.1 as well, since that is what most probes ask in. */
const http2 = require('node:http2');
const { whereFrom } = require('./where-from.cjs');

/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {(...args: unknown[]) => http2.Http2SecureServer} Create */

/** @param {Correspondence} lab */
exports.allowHttp1 = (lab) => {
	const { createSecureServer } = http2;
	const own = /** @type {Create} */ (/** @type {unknown} */ (createSecureServer));
	/** @type {Create} */
	const replaced = (...args) => {
		const [options, listener] = args;
		// Such a listener is for both; what only listens for streams has no answer in HTTP/1.1.
		if (typeof options !== 'object' || options === null || typeof listener !== 'function') {
			return own(...args);
		}
		if (/** @type {{ allowHTTP1?: boolean }} */ (options).allowHTTP1 === true) return own(...args);
		const text =
			'speaks HTTP/2 only: in the lab it speaks HTTP/1.1 as well, since most is asked in that';
		lab.tell({ kind: 'note', where: whereFrom(), text });
		return own({ ...options, allowHTTP1: true }, listener);
	};
	http2.createSecureServer = replaced;
};
