/** Judges a whole run with waivers, and takes that back. Pure. */
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import type { Severity } from '../../fixtures/variant.ts';
import { fails, failsCompared } from '../conclude.ts';
import { concluded } from '../conclude-targets.ts';
import { type Finding, type Run, waiverFamily, type WaiverUse } from '../finding.ts';
import { applyWaivers } from './apply-waivers.ts';
import type { GivenWaivers } from './waiver.ts';
import { waivedChanges } from './waived-changes.ts';
import { waiverFindings } from './waiver-findings.ts';
import { utcDay } from './utc-day.ts';

/**
 * The run judged with waivers, whatever it was judged with before. The day is that of its start, so that a
 * saved run is judged the same again.
 */
export function withWaivers(
	run: Run,
	given: GivenWaivers,
	failOn: Severity,
	own: readonly OwnVariant[] = [],
): Run {
	const plain = unwaived(run, failOn);
	const today = utcDay(plain.startedAt);
	const applied = applyWaivers(plain.findings, given.entries, today, own);
	const { findings } = applied;
	const uses = applied.uses.map((use) => withKnown(use, run));
	// Where nothing was planned nothing is known of any waiver.
	const ofFile =
		plain.summary.planned === 0
			? []
			: waiverFindings(uses, {
					...placeOf(plain, given.file),
					...{ file: given.file, failOn, isPart: run.shard !== undefined, own },
				});
	return concludedAnew({ ...plain, waivers: { file: given.file, entries: uses } }, [
		...findings,
		...ofFile,
	]);
}

/** Where a saved run named variants of the user's that are not at hand now, they were there. */
function withKnown(use: WaiverUse, { waivers, findings }: Run): WaiverUse {
	const known = waivers?.entries.find((it) => isSame(it, use))?.absent ?? [];
	const absent = known.filter((id) => !findings.some((finding) => finding.id === id));
	return { ...use, absent: [...new Set([...use.absent, ...absent])] };
}

function isSame(one: WaiverUse, other: WaiverUse): boolean {
	return one.id === other.id && one.path === other.path && one.tls === other.tls;
}

/** The run as it was judged without any waiver. */
export function unwaived(run: Run, failOn: Severity): Run {
	const { waivers, ...plain } = run;
	const findings = run.findings
		.filter(({ family }) => family !== waiverFamily)
		.map((finding) => takenBack(finding, failOn));
	const isTouched = waivers !== undefined || findings.length !== run.findings.length;
	return isTouched ? concludedAnew(plain, findings) : run;
}

function takenBack(finding: Finding, failOn: Severity): Finding {
	const { waiver, ...plain } = finding;
	if (waiver === undefined) return finding;
	const alone = fails('deviates', finding.severity, failOn);
	const { standing } = finding;
	return {
		...plain,
		outcome: 'deviates',
		fails: failsCompared(alone, standing),
		...(standing === undefined ? {} : { standing: { ...standing, alone } }),
	};
}

/** What got weaker and is waived is no longer told as such. */
function concludedAnew(run: Run, findings: readonly Finding[]): Run {
	const comparison = run.comparison && waivedChanges(run.comparison, findings);
	return concluded(comparison === undefined ? run : { ...run, comparison }, findings);
}

/** So that no name of a run with one target or path gets longer by the findings of a file. */
function placeOf(
	{ findings, targets }: Run,
	file: string,
): { readonly target: string; readonly servername: string; readonly path: string } {
	const [first] = findings;
	const { servername = '', path = '/' } = first ?? {};
	const [target] = targets;
	return targets.length === 1 && target !== undefined
		? { target: target.url, servername, path }
		: { target: file, servername: '', path };
}
