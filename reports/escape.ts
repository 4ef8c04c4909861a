/** What a target sent is hostile: it must not steer the terminal, the XML or the reader's eye. */
import { stripVTControlCharacters } from 'node:util';
import { withoutPrivateKeys } from './private-key.ts';

/**
 * Shows a text on one line: control, format and line-breaking characters and lone surrogates come
 * out as visible escapes, and so does what a CI system would obey when it reads the log. `limit` is
 * in UTF-16 units; what is beyond is cut and marked.
 */
export function printable(text: string, limit = 2000): string {
	return clip(text, limit).replaceAll(unprintable, escaped).replaceAll(logCommand, escapedFirst);
}

/** The same for JUnit: colour sequences vanish, and nothing is taken for an attachment. */
export function plain(text: string, limit = 2000): string {
	return stripVTControlCharacters(clip(text, limit))
		.replaceAll(unprintable, escaped)
		.replaceAll(attachment, escapedFirst);
}

/** The same JSON without what a terminal or a CI system would obey anywhere in a line of its log. */
export function jsonForLog(json: string): string {
	return json
		.replaceAll(/##(?=[a-z]*\[)/giu, '#\\u0023')
		.replaceAll(unprintable, (it) => (/[\n\t]/u.test(it) ? it : asUnicodeEscapes(it)));
}

function asUnicodeEscapes(character: string): string {
	return character
		.split('')
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
}

/** Cuts a text to so many bytes of UTF-8, without splitting a character, and marks the cut. */
export function capBytes(text: string, bytes: number): string {
	if (Buffer.byteLength(text) <= bytes) return text;
	const kept = Buffer.from(text).subarray(0, Math.max(0, bytes - Buffer.byteLength(cut)));
	// A character that was split decodes to one or more U+FFFD at the end.
	return kept.toString().replace(/\ufffd+$/u, '') + cut;
}

function clip(text: string, limit: number): string {
	const shown = withoutPrivateKeys(text.slice(0, limit));
	return text.length <= limit ? shown : shown + cut;
}

function escaped(character: string): string {
	const known = shortEscapes.get(character);
	if (known !== undefined) return known;
	const point = character.codePointAt(0) ?? 0;
	return point < 0x100 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
}

function escapedFirst(match: string): string {
	return escaped(match.charAt(0)) + match.slice(1);
}

const cut = ' […]';

// U+200D joins emoji and moves nothing. U+FFFE and U+FFFF are no XML characters.
const unprintable = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

// GitHub obeys `::name …::` after any white space and `##[name]` anywhere, Azure `##vso[…]`,
// TeamCity `##teamcity[…]`.
const logCommand = /##(?=[a-z]*\[)|(?<=^|\s)::(?=[a-z][\w-]*(?:\s.*?)?::)/gi;

// GitLab looks for it anywhere in the system-out of a testcase.
const attachment = /\[\[(?=ATTACHMENT\|)/gi;

const shortEscapes: ReadonlyMap<string, string> = new Map([
	['\n', '\\n'],
	['\r', '\\r'],
	['\t', '\\t'],
]);
