// @ts-check
'use strict';

/** Tells what became of every connection to a server that asks for certificates. */
const tls = require('node:tls');

/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {import('./servers.cjs').Servers} Servers */
/** @typedef {import('./servers.cjs').SniCallback} SniCallback */

/**
 * What Node calls for every TLS socket, before anything of it is known (20 to 26).
 * @typedef {object} Internals
 * @property {{ isServer?: boolean, server?: unknown, SNICallback?: SniCallback }} _tlsOptions
 * @property {(this: Internals, socket: unknown, wrap: unknown) => void} _init
 * @property {number | undefined} remotePort
 */

/**
 * @param {Correspondence} lab
 * @param {Servers} servers
 */
exports.tellOfConnections = (lab, servers) => {
	/** @type {WeakSet<tls.Server>} */
	const heard = new WeakSet();
	/** The client's port of sockets of which nothing was told yet. @type {WeakMap<object, number>} */
	const ports = new WeakMap();

	/** @param {object} socket @param {string} reason */
	const tell = (socket, reason) => {
		const port = ports.get(socket);
		if (port === undefined) return;
		ports.delete(socket);
		lab.tell({ kind: 'connection', port, at: Date.now(), reason });
	};

	/** @param {tls.Server} server */
	const hear = (server) => {
		if (heard.has(server)) return;
		heard.add(server);
		server.prependListener('secureConnection', (socket) => tell(socket, verdictOn(socket)));
		server.prependListener('tlsClientError', (error, socket) => {
			// No more than this may be read of such a socket: on Node 20 that can end the process.
			const { authorizationError } = socket;
			const { code } = /** @type {NodeJS.ErrnoException} */ (error);
			tell(socket, String(authorizationError ?? code ?? error.message));
		});
	};

	const internals = /** @type {Internals} */ (/** @type {unknown} */ (tls.TLSSocket.prototype));
	const { _init } = internals;
	internals._init = function (socket, wrap) {
		const options = this._tlsOptions;
		const server =
			options.isServer === true && options.server instanceof tls.Server ? options.server : null;
		const callback = server === null ? null : servers.callback(server);
		if (callback !== null) options.SNICallback = callback;
		_init.call(this, socket, wrap);
		if (server === null || servers.asking(server) === null) return;
		hear(server);
		// Once the socket is closed its port is not known any more.
		if (this.remotePort !== undefined) ports.set(this, this.remotePort);
	};
};

/** @param {tls.TLSSocket} socket */
function verdictOn(socket) {
	if (!socket.authorized) return String(socket.authorizationError);
	const { subject } = socket.getPeerCertificate();
	if (typeof subject !== 'object') return 'authorized, without a certificate';
	const name = Object.entries(subject).map(([type, value]) => `${type}=${String(value)}`);
	return `authorized: ${name.join(', ')}`;
}
