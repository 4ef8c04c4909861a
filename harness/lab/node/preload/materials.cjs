// @ts-check
'use strict';

/** What servers show, whom they trust and what they know as revoked: the lab's in place of the user's. */
const { createHash, X509Certificate } = require('node:crypto');
const { rootCertificates } = require('node:tls');
const { whereFrom } = require('./where-from.cjs');
const { certificatesIn, standsInFor, textOf } = require('./pem.cjs');

/** @typedef {import('../message.ts').AuthorityAnswer} AuthorityAnswer */
/** @typedef {import('../message.ts').PairAnswer} PairAnswer */
/** @typedef {import('../message.ts').Trusting} Trusting */
/** @typedef {import('./correspondence.cjs').Correspondence} Correspondence */
/** @typedef {Record<string, unknown>} TlsOptions */

/** @param {Correspondence} lab */
exports.createMaterials = (lab) => {
	/** Source → CA. @type {Map<string, AuthorityAnswer>} */
	const authorities = new Map();
	/** A lab CA's certificate without its armour → its source. @type {Map<string, string>} */
	const sources = new Map();
	/** @type {Map<string, PairAnswer>} */
	const pairs = new Map();
	/** @type {Set<string> | null} */
	let publicRoots = null;

	/** @param {AuthorityAnswer} authority */
	const know = (authority) => {
		authorities.set(authority.source, authority);
		for (const certificate of certificatesIn(authority.pem)) {
			sources.set(certificate, authority.source);
		}
	};

	/** @param {string} source @param {string} original */
	const authorityOf = (source, original) => {
		const known = authorities.get(source);
		if (known !== undefined) return known;
		const answer = lab.ask({ kind: 'authority', source, original });
		const made = /** @type {AuthorityAnswer} */ (answer);
		know(made);
		return made;
	};

	/** @param {readonly string[]} names @param {boolean} rsa */
	const pairFor = (names, rsa) => {
		const key = JSON.stringify([names, rsa]);
		const known = pairs.get(key);
		if (known !== undefined) return known;
		const made = /** @type {PairAnswer} */ (lab.ask({ kind: 'pair', names, rsa }));
		pairs.set(key, made);
		return made;
	};

	/** @param {string} certificate */
	const isPublic = (certificate) => {
		publicRoots ??= new Set(rootCertificates.flatMap(certificatesIn));
		return publicRoots.has(certificate);
	};

	/**
	 * What an element of `ca` becomes, and the lab CAs in it.
	 * @param {unknown} element
	 * @returns {{ readonly as: unknown, readonly authorities: readonly string[], readonly isPublic?: true }}
	 */
	const trusted = (element) => {
		const text = textOf(element);
		if (text === null) return { as: element, authorities: [] };
		const certificates = certificatesIn(text);
		const own = certificates.flatMap((it) => sources.get(it) ?? []);
		if (own.length > 0 && own.length === certificates.length) {
			return { as: element, authorities: own };
		}
		const missing = standsInFor(text);
		if (missing === null) {
			if (certificates.length === 0) return { as: element, authorities: [] };
			if (certificates.every(isPublic)) return { as: element, authorities: [], isPublic: true };
		}
		const { source, pem } = authorityOf(
			missing ?? nameOf(text, certificates),
			missing === null ? text : '',
		);
		return { as: pem, authorities: [source] };
	};

	return {
		know,
		/**
		 * Options of a server with the lab's materials in place of its own; all else as it is.
		 * @param {TlsOptions} options
		 * @param {readonly string[]} names
		 * @returns {{ readonly options: TlsOptions, readonly trusts: Trusting }}
		 */
		replace(options, names = []) {
			const replaced = { ...options };
			if (shown.some((name) => name in options)) {
				for (const name of shown) delete replaced[name];
				const { cert, key } = pairFor(
					names,
					narrowing.some((name) => name in options),
				);
				Object.assign(replaced, { cert, key });
			}
			const elements = listOf(options['ca']).map(trusted);
			// What comes with a .pfx is trusted as well (Node's SecureContext::LoadPKCS12).
			const bundles = listOf(options['pfx']).map((it) => bundleOf(it, authorityOf));
			const known = new Set(
				[...elements, ...bundles].flatMap(({ authorities: sources }) => sources),
			);
			const defaultStore = !options['ca'] || elements.some((it) => it.isPublic === true);
			if (options['ca'] || bundles.length > 0) {
				replaced['ca'] = [...elements, ...bundles].map(({ as }) => as);
			}
			const lists = [...known].flatMap((source) => authorities.get(source)?.lists ?? []);
			if (options['crl'] && lists.length > 0) replaced['crl'] = lists;
			if (listOf(options['crl']).some((it) => listsIn(textOf(it) ?? '') > 1)) {
				// Only outside the lab: what replaces them is one list a text (SecureContext::AddCRL).
				lab.tell({ kind: 'note', where: whereFrom(), text: onlyFirstList });
			}
			if (standsInFor(textOf(options['dhparam']) ?? '') !== null) replaced['dhparam'] = 'auto';
			return {
				options: replaced,
				trusts: {
					authorities: [...known],
					defaultStore,
					lists: Boolean(options['crl']) && lists.length > 0,
				},
			};
		},
	};
};

/** @typedef {ReturnType<typeof exports.createMaterials>} Materials */

/** The options that may leave no other key than an RSA key. */
const narrowing = ['ciphers', 'sigalgs', 'secureProtocol', 'maxVersion'];

/** The options by which a server shows what it is. */
const shown = [
	'key',
	'cert',
	'pfx',
	'passphrase',
	'privateKeyEngine',
	'privateKeyIdentifier',
	'clientCertEngine',
];

const onlyFirstList =
	'a text in `crl` has several lists, and Node reads the first one: give it an array of them';

/** @param {string} text */
function listsIn(text) {
	return text.split('-----BEGIN X509 CRL-----').length - 1;
}

/** @param {unknown} value @returns {readonly unknown[]} */
function listOf(value) {
	if (!value) return [];
	return Array.isArray(value) ? value : [value];
}

/**
 * Equal content, equal name.
 * @param {string} text
 * @param {readonly string[]} certificates
 */
function nameOf(text, certificates) {
	const hash = createHash('sha256').update(certificates.join(' ')).digest('hex').slice(0, 8);
	try {
		return `${new X509Certificate(text).subject.replaceAll('\n', ', ')} (${hash})`;
	} catch {
		return `ca ${hash}`;
	}
}

/**
 * @param {unknown} pfx
 * @param {(source: string, original: string) => AuthorityAnswer} authorityOf
 */
function bundleOf(pfx, authorityOf) {
	const buffer = /** @type {{ buf?: unknown } | null} */ (pfx)?.buf ?? pfx;
	const text = textOf(buffer) ?? '';
	const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
	const { source, pem } = authorityOf(standsInFor(text) ?? `pfx ${hash}`, '');
	return { as: pem, authorities: [source], isPublic: undefined };
}
