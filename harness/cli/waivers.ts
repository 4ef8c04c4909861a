/** What commands know of `--waivers` and `--update-waivers`. */
import type { Command } from 'commander';
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import type { Severity } from '../../fixtures/variant.ts';
import type { Run } from '../finding.ts';
import type { UsageError } from '../usage-error.ts';
import type { GivenWaivers } from '../waivers/waiver.ts';
import { deliver, type Delivery } from './deliver.ts';
import type { Io } from './io.ts';

/** What was said about waivers, wherever it was said. */
export interface SaidWaivers {
	readonly waivers?: string | undefined;
	readonly updateWaivers?: boolean | undefined;
}

/** How the run is judged besides, and what of it `--update-waivers` must know. */
export interface WaiversContext {
	readonly failOn: Severity;
	readonly own: readonly OwnVariant[];
	/** Whether the URL is the same in another run (default: yes). */
	readonly namesTarget?: boolean;
	/** Whether only some of the TLS versions or targets were asked for. */
	readonly isNarrowed?: boolean;
}

/** The waivers of a command. */
export interface Waivers {
	/** `null`: none were named. */
	readonly given: GivenWaivers | null;
	/** `hold` compares a run with another, where that is asked for: it decides what fails. */
	readonly judge: (run: Run, hold?: (run: Run) => Run) => Promise<JudgedRun>;
}

/** A run as it is reported. */
export interface JudgedRun {
	readonly run: Run;
	/** Why the file was not written though that was asked for; to be thrown when all is reported. */
	readonly refused: UsageError | null;
}

/** What changes the file is asked for on the command line only: no CI is to do so by its settings. */
export function addUpdateWaivers(command: Command): Command {
	const description = 'write what fails into the file of --waivers; no date is ever moved';
	return command.addOption(
		command.createOption('--update-waivers', description).helpGroup('How to judge:'),
	);
}

/**
 * Reads the file that is named, if any; what reads it is loaded only then.
 * @throws UsageError when it is missing or says something that cannot be understood.
 */
export async function loadWaivers(
	said: SaidWaivers,
	context: WaiversContext,
	io: Pick<Io, 'cwd' | 'stderr'>,
): Promise<Waivers> {
	if (said.waivers === undefined && said.updateWaivers !== true) return noWaivers;
	const { openWaivers } = await import('./waivers-option.ts');
	return openWaivers(said, context, io);
}

/**
 * Judges a run, reports it and gives back what was reported.
 * @throws UsageError when a report or the waivers file cannot be written.
 */
export async function judgeAndDeliver(
	run: Run,
	{ waivers, hold }: { readonly waivers: Waivers; readonly hold?: (run: Run) => Run },
	delivery: Delivery,
	io: Io,
): Promise<Run> {
	const { run: judged, refused } = await waivers.judge(run, hold);
	await deliver(judged, delivery, io);
	// Only now: what was found is shown all the same.
	if (refused !== null) throw refused;
	return judged;
}

const noWaivers: Waivers = {
	given: null,
	judge: (run, hold) => Promise.resolve({ run: hold?.(run) ?? run, refused: null }),
};
