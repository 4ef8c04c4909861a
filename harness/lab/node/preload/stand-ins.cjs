// @ts-check
'use strict';

/** Reads of certificates and keys that are not there are answered with the lab's own. */
const fs = require('node:fs');
const { basename, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');

/** @typedef {import('../message.ts').StandInAnswer} StandInAnswer */
/** @typedef {import('../message.ts').StandInKind} StandInKind */
/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {import('./materials.cjs').Materials} Materials */
/** @typedef {(this: unknown, ...args: unknown[]) => unknown} Call */

/**
 * @param {Correspondence} lab
 * @param {Materials} materials
 */
exports.standInForMissing = (lab, materials) => {
	const { existsSync } = fs;
	/** Path → file in its place. @type {Map<string, string>} */
	const files = new Map();

	/**
	 * The path to use: another one where it names a missing file of that kind.
	 * @param {unknown} given
	 */
	const inPlaceOf = (given) => {
		const name = pathOf(given);
		if (name === null || !endings.test(name)) return given;
		const path = resolve(name);
		const known = files.get(path);
		if (known !== undefined) return existsSync(path) ? given : known;
		if (existsSync(path)) return given;
		const answer = lab.ask({ kind: 'stand-in', path, holds: promised(basename(path)) });
		const { file, authority } = /** @type {StandInAnswer} */ (answer);
		if (authority !== null) materials.know(authority);
		files.set(path, file);
		return file;
	};

	/** @param {object} module @param {readonly string[]} names */
	const wrap = (module, names) => {
		for (const name of names) {
			/** @type {unknown} */
			const own = Reflect.get(module, name);
			if (typeof own !== 'function') continue;
			const call = /** @type {Call} */ (own);
			/** @type {Call} */
			const wrapped = function (path, ...rest) {
				const isWrite = opens.has(name) && !isRead(rest[0]);
				return call.call(this, isWrite ? path : inPlaceOf(path), ...rest);
			};
			Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(own));
			Reflect.set(module, name, wrapped);
		}
	};
	wrap(fs, [...asynchronous, ...synchronous, 'exists', 'createReadStream', ...watching]);
	wrap(fs.promises, asynchronous);
};

const endings = /\.(?:pem|crt|cer|key|p12|pfx|crl)$/iu;

const asynchronous = ['readFile', 'access', 'stat', 'lstat', 'realpath', 'open'];
const synchronous = [...asynchronous.map((name) => `${name}Sync`), 'existsSync'];
const watching = ['watch', 'watchFile', 'unwatchFile'];
const opens = new Set(['open', 'openSync']);

/** @param {unknown} flags of `open` */
function isRead(flags) {
	return flags === undefined || typeof flags === 'function' || flags === 'r' || flags === 0;
}

/** @param {unknown} path @returns {string | null} */
function pathOf(path) {
	if (typeof path === 'string') return path;
	if (path instanceof URL && path.protocol === 'file:') return fileURLToPath(path);
	return Buffer.isBuffer(path) ? path.toString() : null;
}

/**
 * @param {string} name
 * @returns {StandInKind}
 */
function promised(name) {
	if (/\.(?:p12|pfx)$/iu.test(name)) return 'pkcs12';
	if (/crl|revo/iu.test(name)) return 'list';
	if (/\.key$|key|priv/iu.test(name)) return 'key';
	if (
		/(?<![a-z])ca|ca(?![a-z])|root|trust|issuer|authorit|chain|client|intermediate/iu.test(name)
	) {
		return 'authority';
	}
	return /\.pem$/iu.test(name) ? 'certificate-and-key' : 'certificate';
}
