/** What `--update-waivers` is to write, from a run that was judged with the waivers as they are. Pure. */
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import { type Finding, isOfTarget, type Run, waiverFamily } from '../finding.ts';
import { isAbout } from './is-about.ts';
import { pinned, seenOf } from './looks-like.ts';
import { type Sight, sights } from './sights.ts';
import { utcDay } from './utc-day.ts';
import type { GivenWaivers, Waiver } from './waiver.ts';
import { isUnused, misnaming } from './waiver-findings.ts';

/** An entry to be added. */
export type NewWaiver = Omit<Waiver, 'entry'>;

export interface WaiversUpdate {
	readonly added: readonly NewWaiver[];
	/** Entries that pin something else than is seen now. */
	readonly changed: readonly {
		readonly entry: number;
		readonly observed: NonNullable<Waiver['observed']>;
	}[];
	/** Entries that nothing deviates for. */
	readonly removed: readonly number[];
	/** Entries that are left as they are, and why: one sentence each. */
	readonly left: readonly string[];
}

export interface UpdateScope {
	/** `YYYY-MM-DD`, UTC: new entries hold for 30 days from then. */
	readonly today: string;
	/** Whether the URL is the same in another run; if not new entries name none. */
	readonly namesTarget: boolean;
	/** Whether the run had only some of the TLS versions or targets that there are. */
	readonly isNarrowed: boolean;
	/** What entries may name beside the catalogue. */
	readonly own: readonly OwnVariant[];
}

/**
 * Plans entries for what fails and no entry is about. No date is ever moved: what an expired entry is
 * about gets no new one.
 */
export function planUpdate(run: Run, { entries }: GivenWaivers, scope: UpdateScope): WaiversUpdate {
	const tests = entries.map((waiver) => ({ waiver, isAbout: isAbout(waiver) }));
	const day = utcDay(run.startedAt);
	const open = run.findings.filter(
		({ outcome, family }) => outcome === 'deviates' && family !== waiverFamily,
	);
	const unmatched = open.filter((it) => it.fails && !tests.some(({ isAbout: test }) => test(it)));
	const expires = daysAfter(scope.today, 30);
	const fresh = sights(unmatched, run.findings).map((sight) =>
		written(sight, scope, { reason: newReason, expires }),
	);
	const changes = new Map<Waiver, Finding[]>();
	for (const finding of open) {
		const about = tests.filter(({ isAbout: test }) => test(finding));
		const first = about.find(({ waiver }) => waiver.expires >= day)?.waiver;
		if (first !== undefined) changes.set(first, [...(changes.get(first) ?? []), finding]);
	}
	const changed = [...changes].map(([waiver, findings]) =>
		change(waiver, findings, run.findings, scope),
	);
	return {
		added: [...changed.flatMap(({ added }) => added), ...fresh],
		changed: changed.flatMap(({ observed, waiver }) =>
			observed === null ? [] : [{ entry: waiver.entry, observed }],
		),
		...leftOver(run, scope),
	};
}

/** An entry whose findings all look alike now pins that; else each look gets an entry with the same date. */
function change(
	waiver: Waiver,
	findings: readonly Finding[],
	all: readonly Finding[],
	scope: UpdateScope,
): Pick<WaiversUpdate, 'added'> & {
	readonly waiver: Waiver;
	readonly observed: Waiver['observed'];
} {
	const fields = pinned(waiver.observed ?? {});
	const covered = all.filter((it) => it.waiver?.entry === waiver.entry);
	const [seen, ...others] = new Set(
		[...covered, ...findings].map((it) => JSON.stringify(seenOf(it, fields))),
	);
	const isAlike = seen !== undefined && others.length === 0;
	const [first] = findings;
	if (isAlike && first !== undefined) return { waiver, added: [], observed: seenOf(first, fields) };
	const { reason, expires } = waiver;
	const added = sights(findings, all).map((sight) => written(sight, scope, { reason, expires }));
	return { waiver, added, observed: null };
}

function leftOver(
	{ waivers }: Run,
	{ isNarrowed, own }: UpdateScope,
): Pick<WaiversUpdate, 'removed' | 'left'> {
	const uses = waivers?.entries ?? [];
	const unused = uses.filter((use) => isUnused(use));
	const isSure = ({ tls, target }: Waiver): boolean =>
		!isNarrowed || (tls !== null && target !== null);
	const misnamed = uses.flatMap((use) => {
		const says = misnaming(use, own);
		return says === null ? [] : [`entry ${use.entry} ${says}: correct it by hand`];
	});
	const unsure = unused.filter((use) => !isSure(use));
	const over = uses.filter((use) => use.expired > 0);
	return {
		removed: unused.filter(isSure).map(({ entry }) => entry),
		left: [
			...over.map(
				({ entry, expires, id }) =>
					`entry ${entry} (${id}) ended after ${expires} and stays so: a date is written by hand`,
			),
			...misnamed,
			...unsure.map(
				({ entry, id }) =>
					`entry ${entry} (${id}) stays: nothing deviates for it, but not everything was tested`,
			),
		],
	};
}

function written(
	{ finding, tls, observed }: Sight,
	{ namesTarget }: UpdateScope,
	until: Pick<Waiver, 'reason' | 'expires'>,
): NewWaiver {
	return {
		id: finding.id,
		target: namesTarget ? finding.target : null,
		path: isOfTarget(finding) ? null : finding.path,
		tls,
		...until,
		observed,
	};
}

function daysAfter(day: string, days: number): string {
	const date = new Date(`${day}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return utcDay(date.toISOString());
}

/** What an entry has for a reason until somebody gives one. */
const newReason =
	'written by --update-waivers, to be replaced by why it is tolerated and who says so';
