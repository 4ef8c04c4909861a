/** The harness' end of the talk with the preload: answers questions, and collects what is told. */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Question, question, type Report, report } from './message.ts';

/** The way to and from the preload, through files of the sandbox. */
export interface Post {
	/** The folder that the preload is told. */
	readonly folder: string;
	/** Everything that was told by now; that of each process in order. */
	reports(): readonly Report[];
	/** Resolves when nothing more is told: a server may tell of a connection after its client knows. */
	quiet(): Promise<void>;
	/** Answers no more, and remembers what was told. */
	close(): void;
}

/** Begins to answer. What `answer` throws is what the script fails with. */
export function openPost(sandbox: Sandbox, answer: (asked: Question) => Promise<unknown>): Post {
	const folder = sandbox.makeFolder('node');
	const questions = sandbox.makeFolder('node/questions');
	const reports = sandbox.makeFolder('node/reports');
	const reply = async (name: string): Promise<void> => {
		const file = join(questions, name);
		const asked = question.parse(JSON.parse(readFileSync(file, 'utf8')));
		rmSync(file);
		const text = JSON.stringify(await answer(asked));
		const part = file.replace(/question$/u, 'answer-part');
		writeFileSync(part, text, { mode: 0o600 });
		renameSync(part, file.replace(/question$/u, 'answer'));
	};
	const taken = new Set<string>();
	const look = setInterval(() => {
		for (const name of readdirSync(questions)) {
			if (!name.endsWith('.question') || taken.has(name)) continue;
			taken.add(name);
			void reply(name);
		}
	}, lookMs);
	look.unref();
	const collected = (): readonly Report[] =>
		readdirSync(reports)
			.toSorted()
			.flatMap((name) => reportsIn(readFileSync(join(reports, name), 'utf8')));
	let last: readonly Report[] | null = null;
	return {
		folder,
		reports: () => last ?? collected(),
		async quiet() {
			const told = (): number =>
				readdirSync(reports).reduce((sum, name) => sum + statSync(join(reports, name)).size, 0);
			for (let before = -1; before !== told();) {
				before = told();
				await pause(quietMs);
			}
		},
		close() {
			clearInterval(look);
			last ??= collected();
		},
	};
}

/** The last line may be under way; what is no report of ours, the script wrote there. */
function reportsIn(text: string): readonly Report[] {
	return text
		.slice(0, longestReports)
		.split('\n')
		.flatMap((line) => {
			const { data } = report.safeParse(parsed(line));
			return data === undefined ? [] : [data];
		});
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}

/** The script waits meanwhile, and asks a few times at most. */
const lookMs = 5;
const quietMs = 50;
/** UTF-16 units. */
const longestReports = 32 * 1024 * 1024;
