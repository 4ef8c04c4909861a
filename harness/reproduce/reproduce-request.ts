/** The part of a line that says what is asked over HTTP/1.1. Pure. */
import { longestHead } from '../observation.ts';
import { headerVariable, printfFormat, quote } from './shell-words.ts';

/** What is piped into a client. */
export interface Piped {
	/** The commands that write the requests. */
	readonly from: string;
	/** Whether the target closes the connection after the last answer. */
	readonly closes: boolean;
}

/**
 * Writes heads octet by octet; a second later than the one before, so that each has its answer first.
 * `null` where a head is not known to its end. `headers`: the names of `--header`, whose values the
 * reader has.
 */
export function pipedRequests(heads: readonly string[], headers: readonly string[]): Piped | null {
	const written = heads.map((head) => printed(head, headers));
	const known = written.filter((it) => it !== null);
	if (known.length < heads.length) return null;
	const closes = /^connection:.*\bclose\b/imu.test(heads.at(-1) ?? '');
	const commands = [known.join('; sleep 1; '), ...(closes ? [] : ['sleep 2'])];
	const from = commands.length + known.length > 2 ? `(${commands.join('; ')})` : commands.join('');
	return { from, closes };
}

function printed(head: string, headers: readonly string[]): string | null {
	if (head.length >= longestHead) return null;
	const values: string[] = [];
	const lines = head.split('\r\n').map((line) => {
		const name = headers.find((it) => line === `${it}: ${redacted}`);
		if (name === undefined) return line.includes(redacted) ? null : printfFormat(line);
		values.push(headerVariable(name));
		return `${printfFormat(name)}: %s`;
	});
	const known = lines.filter((line) => line !== null);
	if (known.length < lines.length) return null;
	return ['printf', quote(known.join('\\r\\n')), ...values].join(' ');
}

const redacted = '[redacted]';
