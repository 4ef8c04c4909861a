/** What is shown on stderr while probes run. */
import type { Finding } from '../harness/finding.ts';
import { printable } from './escape.ts';

/** As much of a stream as progress needs. */
export interface ProgressStream {
	readonly isTTY?: boolean;
	/** Width of the terminal. */
	readonly columns?: number;
	write(text: string): unknown;
}

export interface Progress {
	/** `planned`: the findings that are to come. */
	start(planned: number): void;
	finding(finding: Pick<Finding, 'outcome' | 'family'>): void;
	/** Leaves the terminal as it was. Safe to call twice, and without `start`. */
	stop(): void;
}

/** Calls `tick` every so many milliseconds until the returned function is called. */
export type Every = (milliseconds: number, tick: () => void) => () => void;

/**
 * On a terminal one status line that is rewritten, at most ten times a second; elsewhere a line
 * every 10 s, so that CI sees life and the log stays short.
 */
export function progress(stream: ProgressStream, every: Every = unreferenced): Progress {
	const live = stream.isTTY === true;
	let state: State = { planned: 0, done: 0, deviations: 0, family: null };
	let shown = '';
	let cancel: (() => void) | null = null;

	const paint = (): void => {
		const line = statusLine(state);
		if (!live) {
			stream.write(`${line}\n`);
			return;
		}
		const fitting = line.slice(0, Math.max(1, (stream.columns ?? 80) - 1));
		if (fitting === shown) return;
		stream.write(`${eraseLine}${fitting}`);
		shown = fitting;
	};

	return {
		start(planned) {
			cancel?.();
			state = { planned, done: 0, deviations: 0, family: null };
			cancel = every(live ? repaintEvery : heartbeatEvery, paint);
			if (live) paint();
		},
		finding({ outcome, family }) {
			const deviations = state.deviations + (outcome === 'deviates' ? 1 : 0);
			state = { ...state, done: state.done + 1, deviations, family };
		},
		stop() {
			cancel?.();
			cancel = null;
			if (shown !== '') stream.write(eraseLine);
			shown = '';
		},
	};
}

interface State {
	readonly planned: number;
	readonly done: number;
	readonly deviations: number;
	readonly family: string | null;
}

function statusLine({ planned, done, deviations, family }: State): string {
	const parts = [
		`${done} of ${planned}`,
		...(family === null ? [] : [printable(family, 60)]),
		...(deviations === 0 ? [] : [`${deviations} ${deviations === 1 ? 'deviates' : 'deviate'}`]),
	];
	return parts.join(' · ');
}

// A timer of a status line must not keep a finished run alive.
function unreferenced(milliseconds: number, tick: () => void): () => void {
	const timer = setInterval(tick, milliseconds).unref();
	return () => clearInterval(timer);
}

const eraseLine = '\r\u001b[2K';

/** Milliseconds: fast enough to look alive, slow enough for a terminal over a slow line. */
const repaintEvery = 100;

/** Milliseconds. */
const heartbeatEvery = 10_000;
