/** The server's own words about a config, with the user's files and lines in them. Pure. */
import type { ConfigFile, Rendered } from './config-file.ts';

/** A copy, as it was written. */
export interface Copy {
	readonly file: ConfigFile;
	readonly rendered: Rendered;
}

/** An error of httpd about a config. */
export interface ServerError {
	readonly copy: Copy | null;
	/** Of the user's file; counted from 1. */
	readonly line: number | null;
	readonly message: string;
}

/** What `-t` found: the innermost place, and the message about it. */
export function configError(output: string, copies: readonly Copy[]): ServerError {
	const text = output.replaceAll(
		/^\[[^\n]*\] AH\d+:[^\n]*(?:not defined|already loaded)[^\n]*\n/gmu,
		'',
	);
	const places = [...text.matchAll(/[Ss]yntax error on line (\d+) of ([^\n]*?):(?=\s)/gu)];
	const last = places.at(-1);
	const message = firstLine(last === undefined ? text : text.slice(last.index + last[0].length));
	const copy = copies.find(({ file }) => file.copy === last?.[2]) ?? null;
	const line = copy?.rendered.lines[Number(last?.[1]) - 1] ?? null;
	return { copy, line, message: inUsersWords(message, copies) };
}

/** `httpd.conf:12: Invalid command …` */
export function shownError({ copy, line, message }: ServerError): string {
	return copy === null ? message : `${copy.file.name}:${line ?? '?'}: ${message}`;
}

/** Paths of copies as those of the user's files. */
export function inUsersWords(text: string, copies: readonly Copy[]): string {
	const withLines = text.replaceAll(
		/\(([^\s()]+):(\d+)\)/gu,
		(written, path: string, line: string) => {
			const copy = copies.find(({ file }) => file.copy === path);
			const own = copy?.rendered.lines[Number(line) - 1];
			return copy === undefined ? written : `(${copy.file.name}:${own ?? line})`;
		},
	);
	return copies.reduce((all, { file }) => all.replaceAll(file.copy, () => file.name), withLines);
}

/** Messages of the errors that were logged while the server ran, the last first. */
export function loggedErrors(log: string): readonly string[] {
	return log
		.split(/^lab\t/mu)
		.slice(1)
		.flatMap((entry) => {
			const [level = '', , , ...words] = entry.split('\t');
			return fatal.has(level)
				? [
						words
							.join(' ')
							.trim()
							.replaceAll(/\s*\n\s*/gu, ' '),
					]
				: [];
		})
		.toReversed();
}

const fatal = new Set(['emerg', 'alert', 'crit', 'error']);

/** Why a server did not come up: what it logs before it runs has no format. `null`: it is not said. */
export function startupError(log: string): string | null {
	const said = log
		.split('\n')
		.filter((line) => /^AH\d{5}: |^SSL Library Error: /u.test(line))
		// That it ends, and that it is about to begin.
		.filter((line) => !/^AH(?:00016|02312|01882|01883|01887|01914|01876|02568|01873)/u.test(line));
	const from = said.findLastIndex((line) => line.startsWith('AH'));
	return from === -1 ? null : said.slice(from, from + 2).join(': ');
}

function firstLine(text: string): string {
	const lines = text.split('\n').map((it) => it.trim());
	const line = lines.find((it) => it !== '' && !/^(?:\[.*)?AH00558/u.test(it)) ?? '';
	return line.replace(/^AH\d+: /u, '').slice(0, 500);
}
