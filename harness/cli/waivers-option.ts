/** `--waivers` and `--update-waivers`: reads the file before a run, judges the run with it, writes it. */
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { writeReport } from '../../reports/write-report.ts';
import type { Run } from '../finding.ts';
import { UsageError } from '../usage-error.ts';
import { editWaivers } from '../waivers/edit-waivers.ts';
import { parseWaivers } from '../waivers/parse-waivers.ts';
import { planUpdate, type UpdateScope } from '../waivers/plan-update.ts';
import type { GivenWaivers } from '../waivers/waiver.ts';
import { withWaivers } from '../waivers/with-waivers.ts';
import type { Io } from './io.ts';
import { readInput } from './read-input.ts';
import { refusedUpdate, UpdateRefused } from './refused-update.ts';
import { updateWords } from './update-words.ts';
import type { SaidWaivers, Waivers, WaiversContext } from './waivers.ts';
import { utcDay } from '../waivers/utc-day.ts';

/**
 * Reads the file that is named.
 * @throws UsageError when it is missing or says something that cannot be understood.
 */
export async function openWaivers(
	{ waivers, updateWaivers = false }: SaidWaivers,
	context: WaiversContext,
	io: Pick<Io, 'cwd' | 'stderr'>,
): Promise<Waivers> {
	if (waivers === undefined) {
		throw new UsageError('--update-waivers: no file to write', '--waivers waivers.yaml');
	}
	const file = shownName(waivers, io.cwd);
	const text = await readText(waivers, io.cwd, updateWaivers);
	const given = text === null ? { file, entries: [] } : parseWaivers(text, file);
	const judged = (run: Run, by: GivenWaivers, hold: (run: Run) => Run): Run =>
		hold(withWaivers(run, by, context.failOn, context.own));
	const write = async (told: Run): Promise<GivenWaivers> => {
		const update = planUpdate(told, given, scopeOf(context));
		const isEdited = update.added.length + update.changed.length + update.removed.length > 0;
		const edited = isEdited || text === null ? editWaivers(text ?? '', file, update) : text;
		const after = parseWaivers(edited, file);
		if (edited !== text) {
			if ((await readText(waivers, io.cwd, true)) !== text)
				throw new Error('it was changed meanwhile');
			await writeReport(resolve(io.cwd, waivers), edited);
		}
		io.stderr.write(updateWords(file, given, update));
		return after;
	};
	return {
		given,
		judge: async (run, hold = same) => {
			const told = judged(run, given, hold);
			const refused = updateWaivers ? refusedUpdate(told) : null;
			if (!updateWaivers || refused !== null) return { run: told, refused };
			try {
				return { run: judged(run, await write(told), hold), refused: null };
			} catch (error) {
				const because = error instanceof Error ? error.message : String(error);
				const message = `--update-waivers ${file}: not written: ${because}`;
				return { run: told, refused: new UpdateRefused(message, runHint, { cause: error }) };
			}
		},
	};
}

function scopeOf({ own, namesTarget = true, isNarrowed = false }: WaiversContext): UpdateScope {
	const today = utcDay(new Date().toISOString());
	return { today, namesTarget, isNarrowed, own };
}

/** `null` where there is no such file, and there need be none. */
async function readText(path: string, cwd: string, mayBeMissing: boolean): Promise<string | null> {
	try {
		return (await readInput('--waivers', path, cwd, 4)).contents
			.toString('utf8')
			.replace(/^\ufeff/u, '');
	} catch (error) {
		const cause =
			error instanceof UsageError ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
		if (mayBeMissing && cause?.code === 'ENOENT') return null;
		throw error;
	}
}

/** A config file names it by a whole path, which is nobody's business in a report. */
function shownName(path: string, cwd: string): string {
	if (!isAbsolute(path)) return path;
	const near = relative(cwd, path);
	return near.startsWith('..') || isAbsolute(near) ? basename(path) : near;
}

function same(run: Run): Run {
	return run;
}

const runHint = 'the run was made all the same';
