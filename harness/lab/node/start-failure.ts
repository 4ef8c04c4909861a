/** Why a script does not serve, in its own words. Pure. */
import { relative } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { lastWords } from '../start/last-words.ts';
import type { Report } from './message.ts';

/** What is known of a script that did not come to listen. */
export interface Failure {
	/** `node server.js`. */
	readonly program: string;
	readonly cwd: string;
	/** How it ended; `null`: it still runs. */
	readonly ended: string | null;
	readonly output: string;
	readonly reports: readonly Report[];
	readonly startupMs: number;
}

/** The error that names the script's line, or the last that it wrote. */
export function startFailure(failure: Failure): UsageError {
	const { program, ended, output, startupMs } = failure;
	const threw = thrown(failure);
	if (threw !== null && ended !== null) {
		return new UsageError(threw, 'this is what the script itself ended with');
	}
	const words = lastWords(output);
	const quoted = words === '' ? '' : `: ${words}`;
	if (ended !== null) {
		return new UsageError(
			`${program}: ended before a server listened (${ended})${quoted}`,
			'what it needs to start (databases, variables) has to be there',
		);
	}
	return new UsageError(
		`${program}: no server listens after ${startupMs} ms${quoted}`,
		'--startup MS gives it more time',
	);
}

/** What the script threw and nobody caught, with its line; `null` where it did not. */
export function thrown({
	program,
	cwd,
	reports,
}: Pick<Failure, 'program' | 'cwd' | 'reports'>): string | null {
	const threw = reports.findLast((it) => it.kind === 'threw');
	if (threw === undefined) return null;
	const where = threw.where === null ? program : shortWhere(threw.where, cwd);
	const [first = '', ...others] = threw.message.split('\n');
	// Node says what a module was required by in lines of their own.
	const detail = first.endsWith(':') ? ` ${others[0]?.trim() ?? ''}` : '';
	return `${where}: ${first}${detail}`;
}

/** `server.js:12` of an absolute path and a line. */
export function shortWhere(where: string, cwd: string): string {
	const short = relative(cwd, where);
	return short.startsWith('..') ? where : short;
}
