/** Puts together what several targets come to: findings on disk, everything else in memory. */
import { addUses } from '../waivers/add-uses.ts';
import { applyWaivers } from '../waivers/apply-waivers.ts';
import { utcDay } from '../waivers/utc-day.ts';
import { waiverFindings } from '../waivers/waiver-findings.ts';
import type { GivenWaivers } from '../waivers/waiver.ts';
import { conclude, summarize } from '../conclude.ts';
import { concludeRun } from '../conclude-targets.ts';
import type {
	Finding,
	Run,
	RunPart,
	SpooledRun,
	Summary,
	TargetSummary,
	WaiversSummary,
	WaiverUse,
} from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { runtime, tool } from '../tool.ts';
import { CountedHints } from './counted-hints.ts';
import { type Held, holdFindings } from './held-findings.ts';
import { Spool } from './spool.ts';

/** What one target came to, before waivers. */
export interface TargetResult extends RunPart {
	readonly target: TargetSummary;
	readonly hints: readonly string[];
}

/** What is known of a run before any target is done. */
export interface CollectedRun extends Pick<
	Run,
	'startedAt' | 'profile' | 'shard' | 'tool' | 'runtime'
> {
	/** How many targets there are. */
	readonly count: number;
	/** What targets are judged with; `null`: nothing, or that is done already. */
	readonly waivers: GivenWaivers | null;
	/** What the waivers came to, where targets were judged with them already. */
	readonly applied?: WaiversSummary;
	/** What findings about the waivers file itself are held against. */
	readonly failOn: RunOptions['failOn'];
	/** The user's variants of all targets: what waivers may name beside the catalogue. */
	readonly own?: RunOptions['own'];
}

/** The run when all targets are done. */
export interface Collected extends SpooledRun {
	/** What fits into memory, for reports that are made of a whole run. */
	readonly held: () => Promise<Run>;
}

/** Collects targets as they are done, in whatever order. */
export class Collector {
	readonly #told: CollectedRun;
	readonly #spool: Spool;
	readonly #targets = new Map<number, TargetSummary>();
	readonly #hints = new CountedHints();
	#uses: readonly WaiverUse[] | null = null;

	private constructor(told: CollectedRun, spool: Spool) {
		this.#told = told;
		this.#spool = spool;
	}

	static async open(told: CollectedRun): Promise<Collector> {
		return new Collector(told, await Spool.open());
	}

	/** Judges a target with the waivers and puts its findings away. */
	async add(index: number, result: TargetResult): Promise<TargetSummary> {
		const { hints, certificates } = result;
		const findings = this.#waived(result.findings);
		const summary = summarize(findings);
		const conclusion = conclude(summary, undefined, this.#isPart);
		const { durationMs = 0, ...told } = result.target;
		const target = { ...told, summary, conclusion, durationMs };
		this.#targets.set(index, target);
		this.#hints.add(target.name ?? target.url, hints);
		await this.#spool.write(index, { findings, certificates });
		return target;
	}

	/** The whole run. The spool must be closed when nothing is read of it any more. */
	async finish({
		durationMs,
		interrupted,
		hints = this.#hints.lines(this.#targets.size),
	}: Pick<Run, 'durationMs' | 'interrupted'> & Partial<Pick<Run, 'hints'>>): Promise<Collected> {
		const { startedAt, profile, shard, count } = this.#told;
		const waivers = this.#waivers();
		const targets = [...this.#targets]
			.toSorted(([one], [other]) => one - other)
			.map(([, target]) => target);
		const tested = total(targets.flatMap((it) => it.summary ?? []));
		// Where nothing was planned nothing is known of any waiver.
		const ofFile = waivers === null || tested.planned === 0 ? [] : this.#aboutWaivers(waivers);
		if (ofFile.length > 0) await this.#spool.write(count, { findings: ofFile, certificates: {} });
		const summary = total([tested, summarize(ofFile)]);
		const run: Run = {
			schemaVersion: 1,
			...{ tool: this.#told.tool, runtime: this.#told.runtime },
			targets,
			...{ startedAt, durationMs, interrupted },
			...(shard === undefined ? {} : { shard }),
			profile,
			conclusion: concludeRun(summary, targets, undefined, this.#isPart),
			...(waivers === null ? {} : { waivers }),
			summary,
			hints,
			certificates: {},
			findings: [],
		};
		const parts = (): AsyncIterable<RunPart> => this.#parts(targets, ofFile.length > 0);
		const held = async (): Promise<Run> =>
			withHeld(run, await holdFindings(parts(), this.#spool.characters));
		return { run, parts, held };
	}

	async close(): Promise<void> {
		await this.#spool.close();
	}

	get #isPart(): boolean {
		return this.#told.shard !== undefined;
	}

	#waived(findings: readonly Finding[]): readonly Finding[] {
		const { waivers, startedAt, own } = this.#told;
		if (waivers === null) return findings;
		const applied = applyWaivers(findings, waivers.entries, utcDay(startedAt), own);
		this.#uses = this.#uses === null ? applied.uses : addUses(this.#uses, applied.uses);
		return applied.findings;
	}

	#waivers(): WaiversSummary | null {
		const { waivers, applied = null } = this.#told;
		return waivers === null ? applied : { file: waivers.file, entries: this.#uses ?? [] };
	}

	#aboutWaivers({ file, entries }: WaiversSummary): readonly Finding[] {
		const { failOn, own = [] } = this.#told;
		const place = { file, target: file, servername: '', failOn, isPart: this.#isPart, own };
		return waiverFindings(entries, place);
	}

	async *#parts(
		targets: readonly TargetSummary[],
		hasOwn: boolean,
	): AsyncGenerator<RunPart, void, undefined> {
		for (const [index, target] of targets.entries()) {
			yield { target, ...(await this.#spool.read(index)) };
		}
		if (hasOwn) yield { target: null, ...(await this.#spool.read(this.#told.count)) };
	}
}

/** What every run of this process says of itself. */
export const here = { tool, runtime };

function withHeld(run: Run, held: Held): Run {
	const { leftOut } = held;
	if (leftOut === undefined) return { ...run, ...held };
	const shown = held.findings.length;
	const hint = `${shown} of ${shown + leftOut} findings stand in this report, what fails first; all of them in --reporter jsonl=FILE, json=FILE and junit=FILE`;
	return { ...run, ...held, hints: [...run.hints, hint] };
}

function total(summaries: readonly Summary[]): Summary {
	const sum = (of: (summary: Summary) => number): number =>
		summaries.reduce((all, summary) => all + of(summary), 0);
	return {
		planned: sum((it) => it.planned),
		conforms: sum((it) => it.conforms),
		deviates: sum((it) => it.deviates),
		waived: sum((it) => it.waived),
		skipped: sum((it) => it.skipped),
		inconclusive: sum((it) => it.inconclusive),
		fails: sum((it) => it.fails),
	};
}
