/** Why HAProxy did not start, in its own words and with the user's own names of files. */
import { UsageError } from '../../usage-error.ts';
import type { Edited } from '../config/edits.ts';
import { literally } from '../config/pattern.ts';
import type { Work } from './work.ts';

/** By what names of the sandbox are told in the user's own. */
export interface StartParts {
	readonly work: Work;
	/** The copy. */
	readonly path: string;
	readonly edited: Edited;
}

/** An error of one line from what HAProxy wrote before it ended. */
export function startFailure(output: string, end: string, parts: StartParts): UsageError {
	const alerts = output
		.split('\n')
		.filter((line) => line.startsWith('[ALERT]'))
		.map((line) => line.replace(/^\[ALERT\]\s*(?:\S+\/\d+\s+)?\(\d+\)\s*:\s*/u, ''))
		.filter((line) => !/Error\(s\) found in configuration|Fatal errors found/u.test(line));
	const [said] = alerts.filter((line) => line.includes('parsing [')).concat(alerts);
	const words = said ?? output.trim().split('\n').at(-1) ?? '';
	const { name } = parts.work;
	const translated = inUsersNames(words.replace(/^config\s*:\s*/u, ''), parts);
	const [, where, rest] = /^parsing \[([^\]]+)\]\s*:?\s*(.*)$/su.exec(translated) ?? [];
	const text = where === undefined ? `${name}: ${translated || end}` : `${where}: ${rest}`;
	return new UsageError(
		`haproxy does not start: ${text.trim()}`,
		/parsing \[/u.test(words) ? null : `haproxy ${parts.work.program.version}`,
	);
}

/** Paths of the sandbox as what they stand for, and lines as the user counts them. */
export function inUsersNames(text: string, { work, path, edited }: StartParts): string {
	let translated = text.replaceAll(
		new RegExp(`${literally(path)}:(\\d+)`, 'gu'),
		(_, number: string) => `${work.name}:${edited.lineOf(Number(number))}`,
	);
	for (const [copy, list] of work.lists) {
		const written = work.standIns.get(copy) ?? copy;
		translated = translated.replaceAll(
			new RegExp(`${literally(copy)}(['>]? ?(?:line |:))(\\d+)`, 'gu'),
			(_, between: string, number: string) => written + between + list.lineOf(Number(number)),
		);
	}
	for (const [copy, written] of work.standIns) translated = translated.replaceAll(copy, written);
	return translated.replaceAll(path, work.name).replaceAll(work.ground.sandbox.folder, '(sandbox)');
}
