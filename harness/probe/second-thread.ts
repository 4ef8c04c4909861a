/** Shares the probes of a run between this thread and another: making TLS contexts takes long. */
import { Worker } from 'node:worker_threads';
import type { Attempt } from '../../fixtures/attempt.ts';
import type { Observation } from '../observation.ts';
import { probe, type Prober } from './probe.ts';
import type { ProbeSettings } from './settings.ts';

/** What the other thread is told. */
export type ThreadOrder =
	| {
			readonly kind: 'probe';
			readonly id: number;
			readonly attempt: Attempt;
			readonly settings: ProbeSettings;
	  }
	| { readonly kind: 'stop' };

/** What it answers. */
export type ThreadAnswer =
	| { readonly kind: 'ready' }
	| { readonly kind: 'observed'; readonly id: number; readonly observation: Observation }
	| { readonly kind: 'failed'; readonly id: number; readonly error: unknown };

export interface SecondThread {
	/** Probes where less is under way. */
	readonly probe: Prober;
	/** Resolves when the other thread takes part, or never will. Until then all is done here. */
	readonly ready: Promise<void>;
	/** How many attempts the other thread carried out. */
	probed(): number;
	close(): Promise<void>;
}

interface Task {
	readonly here: () => Promise<Observation>;
	readonly resolve: (observation: Observation | Promise<Observation>) => void;
	readonly reject: (error: unknown) => void;
}

/** `entry` is the module of the other thread: thread.ts, wherever it was put. */
export function openSecondThread(entry: URL): SecondThread {
	const worker = new Worker(entry);
	// Nothing under way there must keep the process alive.
	worker.unref();
	const there = new Map<number, Task>();
	const heard = new WeakSet<AbortSignal>();
	let here = 0;
	let lastId = 0;
	let isReady = false;
	let probed = 0;
	const order = (it: ThreadOrder): void => worker.postMessage(it);
	const settle = (id: number, end: (task: Task) => void): void => {
		const task = there.get(id);
		there.delete(id);
		if (there.size === 0) worker.unref();
		if (task !== undefined) end(task);
	};
	const giveUp = (): void => {
		isReady = false;
		for (const id of there.keys()) settle(id, (task) => task.resolve(task.here()));
	};
	const ready = new Promise<void>((resolve) => {
		worker.once('message', () => resolve()).once('exit', () => resolve());
	});
	worker.on('message', (answer: ThreadAnswer) => {
		switch (answer.kind) {
			case 'ready':
				isReady = true;
				break;
			case 'observed':
				probed += 1;
				settle(answer.id, (task) => task.resolve(answer.observation));
				break;
			case 'failed':
				settle(answer.id, (task) => task.reject(answer.error));
				break;
		}
	});
	// The probes of a thread that broke are made here; without it a run only takes longer.
	worker.on('error', giveUp).on('exit', giveUp);
	const probeHere: Prober = async (...args) => {
		here += 1;
		try {
			return await probe(...args);
		} finally {
			here -= 1;
		}
	};
	return {
		ready,
		probed: () => probed,
		probe(attempt, settings, turn, signal) {
			const isHere = !isReady || here < there.size || signal.aborted;
			if (isHere) return probeHere(attempt, settings, turn, signal);
			if (!heard.has(signal)) {
				heard.add(signal);
				signal.addEventListener('abort', () => order({ kind: 'stop' }), { once: true });
			}
			lastId += 1;
			const id = lastId;
			return new Promise((resolve, reject) => {
				there.set(id, {
					here: () => probeHere(attempt, settings, turn, signal),
					resolve,
					reject,
				});
				worker.ref();
				order({ kind: 'probe', id, attempt, settings });
			});
		},
		async close() {
			worker.off('exit', giveUp);
			await worker.terminate();
			giveUp();
		},
	};
}
