// @ts-check
'use strict';

/**
 * The text of a PEM option, whichever of the types it has that Node takes; `null` for others.
 * @param {unknown} value
 * @returns {string | null}
 */
exports.textOf = (value) => {
	if (typeof value === 'string') return value;
	if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
	if (!ArrayBuffer.isView(value)) return null;
	return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
};

/**
 * The certificates of a text, without whatever stands around and in between.
 * @param {string} text
 */
exports.certificatesIn = (text) =>
	(text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END/gu) ?? []).map((block) =>
		block.replaceAll(/-----[^-]+-----|-----END|\s/gu, ''),
	);

/** The line that a stand-in begins with, so that it is known again. */
const standInMark = '# mtls-gauntlet, in place of ';

/**
 * The path of the missing file that a text stands in for.
 * @param {string} text
 */
exports.standsInFor = (text) => {
	const line = text.split('\n', 1)[0] ?? '';
	return line.startsWith(standInMark) ? line.slice(standInMark.length) : null;
};
