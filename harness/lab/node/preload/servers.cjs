// @ts-check
'use strict';

/** Replaces what TLS servers and the contexts of their names are made of. */
const tls = require('node:tls');
const { whereFrom } = require('./where-from.cjs');

/** @typedef {import('../message.ts').Asking} Asking */
/** @typedef {import('../message.ts').NamedTrust} NamedTrust */
/** @typedef {import('../message.ts').Trusting} Trusting */
/** @typedef {import('./materials.cjs').Materials} Materials */
/** @typedef {import('./materials.cjs').TlsOptions} TlsOptions */
/** @typedef {(servername: string, done: (error: Error | null, context?: unknown) => void) => void} SniCallback */

/**
 * @typedef {object} Known
 * @property {Trusting} trusts
 * @property {boolean} pfx
 * @property {string | null} where
 * @property {NamedTrust[]} names
 */

/** @param {Materials} materials */
exports.replaceInServers = (materials) => {
	/** @type {WeakMap<tls.Server, Known>} */
	const servers = new WeakMap();
	/** What contexts were made of, by the context and by what it holds. @type {WeakMap<object, TlsOptions>} */
	const madeOf = new WeakMap();
	/** The lab's own in place of those. @type {WeakMap<object, { context: tls.SecureContext, trusts: Trusting }>} */
	const inPlace = new WeakMap();
	const { createSecureContext } = tls;
	const { setSecureContext, addContext } = tls.Server.prototype;

	/**
	 * The lab's context in place of one of the script's; of one that is not known, that itself.
	 * @param {object} context
	 * @param {readonly string[]} names
	 */
	const labContext = (context, names) => {
		const options = madeOf.get(context);
		if (options === undefined) return null;
		const known = inPlace.get(options);
		if (known !== undefined) return known;
		const replaced = materials.replace(options, names);
		const made = { context: createSecureContext(replaced.options), trusts: replaced.trusts };
		inPlace.set(options, made);
		return made;
	};

	// A context may be for a client: it stays as it is until a server takes it.
	tls.createSecureContext = (options = {}) => {
		const given = /** @type {TlsOptions} */ (options);
		// A socket that is a server without one: `new TLSSocket(socket, { isServer: true })`.
		if (given['isServer'] === true) return createSecureContext(materials.replace(given).options);
		const context = made(options, given);
		madeOf.set(context, given);
		const { context: handle } = /** @type {{ context?: unknown }} */ (context);
		if (typeof handle === 'object' && handle !== null) madeOf.set(handle, given);
		return context;
	};

	/** @param {tls.SecureContextOptions} options @param {TlsOptions} given */
	const made = (options, given) => {
		try {
			return createSecureContext(options);
		} catch {
			// A missing file beside one that is there: a key and a certificate that do not fit.
			return createSecureContext(materials.replace(given).options);
		}
	};

	tls.Server.prototype.setSecureContext = function (options) {
		// Node says itself what is wrong with what is no object.
		if (typeof options !== 'object' || options === null)
			return setSecureContext.call(this, options);
		const given = /** @type {TlsOptions} */ (options);
		const { options: replaced, trusts } = materials.replace(given);
		setSecureContext.call(this, replaced);
		const known = servers.get(this);
		servers.set(this, {
			trusts,
			pfx: Boolean(given['pfx']),
			where: known?.where ?? whereFrom(),
			names: known?.names ?? [],
		});
	};

	tls.Server.prototype.addContext = function (name, options) {
		const given = /** @type {TlsOptions} */ (options);
		const named =
			labContext(given, [name]) ??
			(() => {
				const replaced = materials.replace(given, [name]);
				return { context: replaced.options, trusts: replaced.trusts };
			})();
		addContext.call(this, name, named.context);
		// Node tries the last one first.
		servers.get(this)?.names.unshift({ name, trusts: named.trusts });
	};

	return {
		/** @param {tls.Server} server */
		where: (server) => servers.get(server)?.where ?? null,
		/**
		 * Whom a server asks and trusts; `null` where it asks nobody.
		 * @param {tls.Server} server
		 * @returns {Asking | null}
		 */
		asking(server) {
			const known = servers.get(server);
			const { requestCert, rejectUnauthorized } =
				/** @type {{ requestCert?: boolean, rejectUnauthorized?: boolean }} */ (
					/** @type {unknown} */ (server)
				);
			if (known === undefined || requestCert !== true) return null;
			return {
				rejects: rejectUnauthorized !== false,
				trusts: known.trusts,
				names: known.names,
				callback: ownCallback(server) !== null,
				pfx: known.pfx,
			};
		},
		/**
		 * The script's own choice by name, with the lab's contexts in place of its own.
		 * @param {tls.Server} server
		 * @returns {SniCallback | null}
		 */
		callback(server) {
			const callback = ownCallback(server);
			if (callback === null) return null;
			return (servername, done) =>
				callback(servername, (error, context) => {
					const lab =
						typeof context === 'object' && context !== null
							? labContext(context, [servername])
							: null;
					done(error, lab?.context ?? context);
				});
		},
	};
};

/** @typedef {ReturnType<typeof exports.replaceInServers>} Servers */

/**
 * Node keeps the callback of the options under a symbol of its own (20 to 26).
 * @param {tls.Server} server
 * @returns {SniCallback | null}
 */
function ownCallback(server) {
	const symbol = Object.getOwnPropertySymbols(server).find(
		({ description }) => description === 'snicallback',
	);
	if (symbol === undefined) return null;
	/** @type {unknown} */
	const callback = Reflect.get(server, symbol);
	return typeof callback === 'function' ? /** @type {SniCallback} */ (callback) : null;
}
