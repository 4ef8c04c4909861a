/** The words that every report uses for waivers. Nothing here is escaped yet. */
import {
	type Finding,
	type FindingWaiver,
	type Run,
	type WaiverUse,
	waiverFamily,
} from '../harness/finding.ts';
import { type Group, groupBy } from './group-by.ts';
import { listed } from './places.ts';

/** Findings that pass for the same reason until the same day. */
export interface WaivedGroup {
	/** The reason, the last day and the places in the file. */
	readonly text: string;
	readonly findings: Group<Finding>;
}

/** What is waived, in the order of the run. */
export function waivedGroups(run: Run): readonly WaivedGroup[] {
	const waived = run.findings.filter(({ outcome }) => outcome === 'waived');
	const groups = groupBy(waived, ({ waiver, message }) =>
		JSON.stringify(waiver === undefined ? message : [waiver.reason, waiver.expires]),
	);
	return [...groups.values()].map((findings) => ({ text: textOf(findings, run), findings }));
}

/** `the old fleet is replaced in March (until 2026-12-24, 33 days left; entry 3 of waivers.yaml)`. */
export function waivedText(finding: Finding, run: Run): string {
	return textOf([finding], run);
}

function textOf(findings: Group<Finding>, run: Run): string {
	const [{ waiver, message }] = findings;
	if (waiver === undefined) return message;
	const numbers = [...new Set(findings.flatMap((it) => it.waiver?.entry ?? []))];
	const entries = listed(numbers.toSorted((a, b) => a - b).map(String), mostEntries);
	const file = run.waivers === undefined ? '' : ` of ${run.waivers.file}`;
	const where = `${numbers.length === 1 ? 'entry' : 'entries'} ${entries}${file}`;
	return `${waiver.reason} (${untilText(waiver, run)}; ${where})`;
}

/** `until 2026-12-24, 33 days left`, counted from the day of the run. */
export function untilText(
	{ expires }: Pick<FindingWaiver, 'expires'>,
	{ startedAt }: Pick<Run, 'startedAt'>,
): string {
	const left = Date.parse(expires) / day - Math.floor(Date.parse(startedAt) / day);
	const days = left === 0 ? 'its last day' : left === 1 ? '1 day left' : `${left} days left`;
	return `until ${expires}, ${days}`;
}

/** Entries of which the run cannot say whether they are still of use. */
export function untestedWaivers({ waivers, findings }: Run): readonly WaiverUse[] {
	const told = (entry: number): boolean =>
		findings.some(
			({ family, instance }) =>
				family === waiverFamily && instance?.startsWith(`entry ${entry}:`) === true,
		);
	return (waivers?.entries ?? []).filter(
		({ entry, waived, covered, expired, changed }) =>
			waived + covered + expired + changed === 0 && !told(entry),
	);
}

/** `3 (path/*)`. */
export function entryName({ entry, id }: Pick<WaiverUse, 'entry' | 'id'>): string {
	return `${entry} (${id})`;
}

/** What should be the case instead of what a `waiver/*` finding says. */
export function waiverExpectation({ id }: Finding): string {
	switch (id) {
		case 'waiver/expired':
			return 'a waiver that is not over';
		case 'waiver/changed':
			return 'what the waiver pins';
		default:
			return 'something that deviates';
	}
}

const mostEntries = 8;
/** Milliseconds. */
const day = 86_400_000;
