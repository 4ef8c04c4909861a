// @ts-check
'use strict';

/** Hands a request of HTTP/1.1 to a server that knows streams of HTTP/2 only. */
const http2 = require('node:http2');
const { Duplex } = require('node:stream');

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('node:tls').TLSSocket} TLSSocket */

/**
 * @param {http2.Http2SecureServer} server
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
exports.answerAsStream = (server, request, response) => {
	const [near, far] = pairOfDuplexes();
	const session = http2.performServerHandshake(far);
	lookLike(session, /** @type {TLSSocket} */ (request.socket));
	session.on('stream', (...args) => server.emit('stream', ...args));
	const client = http2.connect('http://localhost', { createConnection: () => near });
	const end = () => {
		client.destroy();
		session.destroy();
	};
	const fail = () => {
		if (response.headersSent) response.destroy();
		else response.writeHead(400, { connection: 'close' }).end();
	};
	response.once('close', end);
	for (const it of [session, client]) it.on('error', fail);
	server.emit('session', session);
	try {
		const stream = client.request(headOf(request));
		stream.on('error', fail);
		stream.once('response', ({ ':status': status = 500, ...headers }) => {
			response.writeHead(status, fieldsOf(headers));
			stream.pipe(response);
		});
		request.pipe(stream);
	} catch {
		// HTTP/2 knows no such request (RFC 9113 §8.2).
		fail();
	}
};

/**
 * What scripts ask of the socket of a session, above all who the client is.
 * @param {http2.ServerHttp2Session} session
 * @param {TLSSocket} socket
 */
function lookLike({ socket: shown }, socket) {
	const { authorized, authorizationError, encrypted, alpnProtocol } = socket;
	const { servername } = /** @type {{ servername?: unknown }} */ (/** @type {unknown} */ (socket));
	Object.assign(shown, { authorized, authorizationError, encrypted, alpnProtocol, servername });
	for (const name of methods) {
		/** @type {unknown} */
		const method = Reflect.get(socket, name);
		if (typeof method !== 'function') continue;
		Reflect.set(shown, name, (/** @type {unknown[]} */ ...args) => {
			return /** @type {unknown} */ (Reflect.apply(method, socket, args));
		});
	}
}

const methods = [
	'getPeerCertificate',
	'getPeerX509Certificate',
	'getCertificate',
	'getCipher',
	'getProtocol',
	'getSession',
	'isSessionReused',
	'address',
];

/** @param {IncomingMessage} request @returns {http2.OutgoingHttpHeaders} */
function headOf({ method, url, headers }) {
	const { host, ...fields } = headers;
	return {
		':method': method ?? 'GET',
		':path': url ?? '/',
		':scheme': 'https',
		...(host === undefined ? {} : { ':authority': host }),
		...fieldsOf(fields),
	};
}

/**
 * What the one version has and the other has not (RFC 9113 §8.2.2) is left out.
 * @template T
 * @param {Readonly<Record<string, T>>} headers
 * @returns {Record<string, T>}
 */
function fieldsOf(headers) {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => !name.startsWith(':') && !ofConnection.has(name)),
	);
}

const ofConnection = new Set([
	'connection',
	'http2-settings',
	'keep-alive',
	'proxy-connection',
	'te',
	'transfer-encoding',
	'upgrade',
]);

/** What is written to the one is read from the other (`stream.duplexPair` of Node 22.6). */
function pairOfDuplexes() {
	/** @param {() => Duplex} other */
	const side = (other) =>
		new Duplex({
			read() {},
			write(chunk, _, done) {
				other().push(chunk);
				done();
			},
			final(done) {
				other().push(null);
				done();
			},
		});
	/** @type {Duplex} */
	const near = side(() => far);
	/** @type {Duplex} */
	const far = side(() => near);
	return /** @type {const} */ ([near, far]);
}
