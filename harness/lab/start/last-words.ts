/** What a server wrote last, in one line. Pure. */
import { printable } from '../../../fixtures/printable.ts';
import type { Child } from '../sandbox/child.ts';

/** The last line that names an error, else the last line, without what a terminal makes of it. */
export function lastWords(output: string): string {
	const lines = output
		.replaceAll(/\u001B\[[\d;]*[A-Za-z]/gu, '')
		.split(/[\r\n]+/u)
		.map((line) => line.trim())
		.filter((line) => line !== '');
	const named = lines.slice(-50).findLast((line) => naming.test(line) && !frame.test(line));
	return printable(named ?? lines.at(-1) ?? '', 300);
}

/** How a server ended and its last words, paths of the sandbox in the user's own; `null` while it runs. */
export function endWithWords(
	child: Pick<Child, 'ended' | 'output'>,
	inUsersNames: (text: string) => string = (text) => text,
): string | null {
	const end = child.ended();
	if (end === null) return null;
	const words = lastWords(inUsersNames(child.output()));
	return words === '' ? end : `${end}: ${words}`;
}

const naming = /error|exception|fatal|cannot|can't|denied|failed|in use|not found|no such/iu;
/** Of a stack trace: Java's and Node's, Python's. */
const frame = /^(?:at |File "|\.\.\. \d+ more)/u;
