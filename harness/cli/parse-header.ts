import { UsageError } from '../usage-error.ts';
import { readSecret, type SecretSource } from './secret.ts';

/**
 * Reads `Name: value` lines. Values may be secrets, so no message repeats one.
 * @throws UsageError for what is no header, or one that belongs to the connection.
 */
export async function parseHeaders(
	lines: readonly string[],
	source: SecretSource,
): Promise<readonly (readonly [name: string, value: string])[]> {
	return Promise.all(lines.map((line, index) => parseHeader(line, index, source)));
}

async function parseHeader(
	line: string,
	index: number,
	source: SecretSource,
): Promise<readonly [string, string]> {
	const colon = line.indexOf(':');
	const name = line.slice(0, Math.max(colon, 0)).trim();
	// RFC 9110 §5.1: a field name is a token.
	if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u.test(name)) {
		throw new UsageError(
			`--header number ${index + 1}: not "Name: value"`,
			"--header 'Authorization: env:TOKEN'",
		);
	}
	if (ownHeaders.has(name.toLowerCase())) {
		throw new UsageError(`--header ${name}: belongs to the connection and cannot be set`);
	}
	const value = await readSecret(`--header ${name}`, line.slice(colon + 1).trim(), source);
	// RFC 9110 §5.5: a line break would begin another header.
	if (!/^[\t\u{20}-\u{7E}\u{80}-\u{FF}]*$/u.test(value)) {
		throw new UsageError(
			`--header ${name}: the value holds a character that no header can`,
			'line breaks and characters beyond Latin-1 cannot be sent',
		);
	}
	return [name, value];
}

/** RFC 9110 §7.6.1 and §6.6: what describes one connection or the framing of a body. */
const ownHeaders = new Set([
	'connection',
	'content-length',
	'expect',
	'keep-alive',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
]);
