// @ts-check
'use strict';

/** Every server listens on a free port of 127.0.0.1 instead of its own, and says so. */
const http = require('node:http');
const net = require('node:net');
const tls = require('node:tls');
const { whereFrom } = require('./where-from.cjs');

/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {import('./servers.cjs').Servers} Servers */
/** @typedef {(this: net.Server, ...args: unknown[]) => net.Server} Listen */
/** @typedef {net.ListenOptions & { fd?: unknown, _handle?: unknown, handle?: unknown }} Given */

/**
 * @param {Correspondence} lab
 * @param {Servers} servers
 */
exports.listenInSandbox = (lab, servers) => {
	const { listen } = net.Server.prototype;
	const own = /** @type {Listen} */ (/** @type {unknown} */ (listen));

	/** @type {Listen} */
	const replaced = function (...args) {
		const given = optionsOf(args);
		const where = whereFrom();
		const done = args.filter((it) => typeof it === 'function').slice(-1);
		if (given === null) {
			const text = 'a server listens where another process told it to: that was left as it is';
			lab.tell({ kind: 'note', where, text });
			return own.apply(this, args);
		}
		if (given.path !== undefined) {
			const text = `listens on the Unix socket ${given.path}, which was not tested`;
			lab.tell({ kind: 'note', where, text });
			return own.call(this, { ...given, path: lab.socketPath() }, ...done);
		}
		// What is no port is said by Node itself.
		if (!isPort(given.port)) return own.apply(this, args);
		this.prependOnceListener('listening', () => {
			const address = this.address();
			if (typeof address !== 'object' || address === null) return;
			lab.tell({
				kind: 'listening',
				asked: { host: given.host ?? null, port: Number(given.port ?? 0) },
				port: address.port,
				speaks: speaks(this),
				where: this instanceof tls.Server ? (servers.where(this) ?? where) : where,
				asks: this instanceof tls.Server ? servers.asking(this) : null,
			});
		});
		return own.call(this, { ...given, port: 0, host: '127.0.0.1', ipv6Only: false }, ...done);
	};
	net.Server.prototype.listen = /** @type {typeof listen} */ (replaced);
};

/**
 * The arguments of `listen` in its one form; `null` for handles and file descriptors.
 * @param {readonly unknown[]} args
 * @returns {Given | null}
 */
function optionsOf(args) {
	const [first, second] = args;
	if (typeof first === 'object' && first !== null) {
		const given = /** @type {Given} */ (first);
		const isHandle = given._handle !== undefined || given.handle !== undefined;
		return isHandle || typeof given.fd === 'number' ? null : given;
	}
	const backlog = args.slice(1).find((it) => typeof it === 'number');
	const rest = typeof backlog === 'number' ? { backlog } : {};
	if (typeof first === 'string' && !(Number(first) >= 0)) return { path: first, ...rest };
	const host = typeof second === 'string' ? { host: second } : {};
	if (first === undefined || first === null || typeof first === 'function') return { ...rest };
	return { port: /** @type {number} */ (first), ...host, ...rest };
}

/** @param {unknown} port */
function isPort(port) {
	if (port === undefined || port === null) return true;
	const number = Number(port);
	return Number.isInteger(number) && number >= 0 && number <= 65_535;
}

/**
 * @param {net.Server} server
 * @returns {'tls' | 'http' | 'tcp'}
 */
function speaks(server) {
	if (server instanceof tls.Server) return 'tls';
	return server instanceof http.Server ? 'http' : 'tcp';
}
