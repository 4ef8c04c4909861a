/** A SARIF file in the making: what one target came to is added after the other. */
import type { Invocation, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Run } from '../harness/finding.ts';
import type { ReportOptions } from './reporter.ts';
import { comparisonResults, comparisonRule } from './sarif-comparison.ts';
import {
	InconclusiveNotices,
	isConcluded,
	notificationDescriptors,
	shortages,
} from './sarif-notifications.ts';
import { sarifResults, type WeighedResult } from './sarif-results.ts';
import { sarifRule } from './sarif-rules.ts';
import { value } from './sarif-text.ts';

/** Holds no finding: what fits into a file fits into memory. */
export class SarifDraft {
	readonly #options: ReportOptions;
	readonly #rules = new Map<string, ReportingDescriptor>();
	readonly #notices = new InconclusiveNotices();
	readonly #kept = new Heaviest();

	constructor(options: ReportOptions) {
		this.#options = options;
	}

	/** Takes findings of the run; it may be called for each of its parts. */
	add(run: Run): void {
		for (const finding of run.findings) this.#addRule(finding);
		this.#notices.add(run, this.#options);
		this.#kept.add(sarifResults(run, this.#options));
	}

	/** The file. `run` is the whole one; of its findings nothing is read any more. */
	log(run: Run): Log {
		const compared = comparisonResults(run, this.#options);
		if (compared.length > 0) this.#rules.set(comparisonRule.id, comparisonRule);
		const indexes = new Map([...this.#rules.keys()].map((id, index) => [id, index]));
		const ruleIndex = (id: string | undefined): number => indexes.get(id ?? '') ?? -1;
		const results = withinLimit([...compared, ...this.#kept.sorted()]);
		const leftOut = compared.length + this.#kept.count - results.length;
		const notices = [...this.#notices.made(ruleIndex), ...shortages(run, leftOut)];
		const { name, version } = run.tool;
		return {
			$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
			version: '2.1.0',
			runs: [
				{
					tool: {
						driver: {
							name: value(name, 100),
							semanticVersion: value(version, 100),
							rules: [...this.#rules.values()],
							notifications: [...notificationDescriptors],
						},
					},
					invocations: [invocation(run, notices)],
					results: uniform(results).map((it) => ({ ...it, ruleIndex: ruleIndex(it.ruleId) })),
					columnKind: 'utf16CodeUnits',
					properties: { conclusion: run.conclusion, profile: run.profile, summary: run.summary },
				},
			],
		};
	}

	/** What was skipped was not tested, and is no rule. */
	#addRule(finding: Finding): void {
		const id = value(finding.id, 200);
		if (finding.outcome !== 'skipped' && !this.#rules.has(id))
			this.#rules.set(id, sarifRule(finding));
	}
}

/** The worst results of many, counted. */
class Heaviest {
	#kept: readonly WeighedResult[] = [];
	count = 0;

	add(results: readonly WeighedResult[]): void {
		this.count += results.length;
		this.#kept = [...this.#kept, ...results];
		if (this.#kept.length > 2 * mostResults) this.#kept = withinLimit(this.#ordered());
	}

	sorted(): readonly Result[] {
		return this.#ordered().map(({ result }) => result);
	}

	#ordered(): readonly WeighedResult[] {
		return this.#kept.toSorted((a, b) => a.weight - b.weight);
	}
}

/** The first so many: GitHub refuses a file with more, and shows the 5,000 worst. */
export function withinLimit<T>(results: readonly T[]): readonly T[] {
	return results.slice(0, mostResults);
}

function invocation(run: Run, notices: readonly Notification[]): Invocation {
	const started = new Date(run.startedAt);
	return {
		executionSuccessful: isConcluded(run),
		exitCode: run.interrupted ? 130 : exitCodes[run.conclusion],
		startTimeUtc: started.toISOString(),
		endTimeUtc: new Date(started.getTime() + Math.max(0, run.durationMs)).toISOString(),
		toolExecutionNotifications: [...notices],
	};
}

/** Suppressions and baseline states are said of every result or of none (§3.27.23, §3.27.24). */
function uniform(results: readonly Result[]): readonly Result[] {
	const hasWaivers = results.some(({ suppressions }) => suppressions !== undefined);
	const isCompared = results.every(({ baselineState }) => baselineState !== undefined);
	return results.map(({ baselineState, ...result }) => ({
		...result,
		...(hasWaivers ? { suppressions: result.suppressions ?? [] } : {}),
		...(isCompared && baselineState !== undefined ? { baselineState } : {}),
	}));
}

/** As the command line ends. */
const exitCodes = { conforms: 0, deviates: 1, inconclusive: 3 } as const;
const mostResults = 25_000;
