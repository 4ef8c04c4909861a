/** What HAProxy wrote of connections, from the lab's own log. */
import { readFileSync } from 'node:fs';
import type { Said } from '../lab.ts';
import { logMark } from './logging.ts';
import { verifyErrorName } from './verify-error-name.ts';

/** Reads the lines of the lab in what HAProxy wrote; other lines are none of it. */
export function saidIn(output: string): readonly Said[] {
	return output.split('\n').flatMap((line) => {
		const found = pattern.exec(line);
		if (found === null) return [];
		const [, port, seconds, milliseconds, state = '', error, caError, words = ''] = found;
		const reason = reasonOf(Number(error), Number(caError), words, state);
		if (reason === null) return [];
		return [{ port: Number(port), at: Number(seconds) * 1000 + Number(milliseconds), reason }];
	});
}

/** The same of a file; nothing where there is none. */
export function saidInFile(path: string | null): readonly Said[] {
	return path === null ? [] : saidIn(readFileSync(path, 'utf8'));
}

/**
 * The verification error by its name, since HAProxy writes its number, that of the certificate itself
 * before that of a CA's; else OpenSSL's words; else
 * that a rule refused, which HAProxy writes as the state in which the session ended.
 */
function reasonOf(error: number, caError: number, words: string, state: string): string | null {
	if (error !== 0) return verifyErrorName(error);
	if (caError !== 0) return verifyErrorName(caError);
	const [, openssl] = /^error:[\dA-F]+:[^:]*:[^:]*:(.+)$/iu.exec(words) ?? [];
	if (words !== '' && words !== '-') return openssl ?? words;
	return /^P[A-Z]/u.test(state) ? `refused by a rule (${state})` : null;
}

const pattern = new RegExp(`^${logMark} (\\d+) (\\d+) (\\d+) (\\S+) (\\d+) (\\d+) (.{0,300})`, 'u');
