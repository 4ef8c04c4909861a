/** Findings and waivers → what passes, and what each entry came to. Pure. */
import { withOwn } from '../../fixtures/catalogue.ts';
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import { family, type Variant } from '../../fixtures/variant.ts';
import type { Finding, WaiverUse } from '../finding.ts';
import { canConcern, isAbout, namesId } from './is-about.ts';
import { looksLike, type ObservedField, pinned, seenOf } from './looks-like.ts';
import type { Waiver } from './waiver.ts';

/** Findings as waivers leave them, in the same order, and the uses in the order of the entries. */
export interface AppliedWaivers {
	readonly findings: readonly Finding[];
	readonly uses: readonly WaiverUse[];
}

/**
 * Lets pass what a waiver covers. `findings` are those of one target or of several, as they were judged
 * without waivers, with all TLS versions of a variant at a place; `today` is `YYYY-MM-DD`, UTC. What the
 * uses of several parts come to is known when all are added up (`addUses`, `waiverFindings`). `own`: what
 * entries may name beside the catalogue.
 */
export function applyWaivers(
	findings: readonly Finding[],
	waivers: readonly Waiver[],
	today: string,
	own: readonly OwnVariant[] = [],
): AppliedWaivers {
	const entries = waivers.map((waiver) => openEntry(waiver, today));
	const concluded = new Set(findings.filter(isConcluded).map(placeKey));
	const judged = findings.map((finding): Finding => {
		const about = entries.filter((it) => it.isAbout(finding));
		if (about.length === 0) return finding;
		if (finding.outcome !== 'deviates') {
			const isOpen = !isConcluded(finding) && !isSkippedInPart(finding, concluded);
			if (isConcluded(finding)) for (const { count } of about) count.conforming += 1;
			else if (isOpen) for (const { count } of about) count.undecided += 1;
			return finding;
		}
		return deviation(finding, about);
	});
	const ids = new Set(findings.map(({ id }) => id));
	const uses = entries.map(({ waiver, count }): WaiverUse => {
		const isNamed = namesId(waiver);
		const absent = withOwn(own)
			.filter((it) => !ids.has(it.id) && isNamed(it.id, family(it)))
			.filter((it) => canConcern(waiver, it) && (!isHeld(it) || it.id === waiver.id));
		return { ...waiver, ...count, absent: absent.map(({ id }) => id) };
	});
	return { findings: judged, uses };
}

/** The first that holds covers it; the others are not without a use for that. */
function deviation(finding: Finding, about: readonly Entry[]): Finding {
	const covering = about.find(
		({ waiver, isOver }) => !isOver && looksLike(waiver.observed, finding),
	);
	for (const { waiver, isOver, count } of about) {
		if (waiver === covering?.waiver) count.waived += 1;
		else if (isOver) count.expired += 1;
		else if (covering !== undefined) count.covered += 1;
		else {
			count.changed += 1;
			const fields = pinned(waiver.observed ?? {});
			count.seen ??= seenOf(finding, [...new Set<ObservedField>([...fields, ...telling])]);
		}
		const isOpen = isOver || covering === undefined;
		if (isOpen && count.uncovered.length < mostNamed && !count.uncovered.includes(finding.id)) {
			count.uncovered.push(finding.id);
		}
	}
	if (covering === undefined) return finding;
	const { entry, id, reason, expires } = covering.waiver;
	return { ...finding, outcome: 'waived', fails: false, waiver: { entry, id, reason, expires } };
}

interface Entry {
	readonly waiver: Waiver;
	readonly isAbout: (finding: Finding) => boolean;
	readonly isOver: boolean;
	readonly count: Count;
}

type Count = {
	-readonly [K in Exclude<keyof WaiverUse, keyof Waiver | 'absent' | 'uncovered'>]: WaiverUse[K];
} & { readonly uncovered: string[] };

function openEntry(waiver: Waiver, today: string): Entry {
	return {
		waiver,
		isAbout: isAbout(waiver),
		isOver: waiver.expires < today,
		count: {
			...{ waived: 0, covered: 0, expired: 0, changed: 0, conforming: 0, undecided: 0 },
			...{ uncovered: [], seen: null },
		},
	};
}

function isConcluded({ outcome }: Finding): boolean {
	return outcome === 'conforms' || outcome === 'deviates' || outcome === 'waived';
}

/** Some variants are about one TLS version: on the other they say nothing, and nothing is missing. */
function isSkippedInPart(finding: Finding, concluded: ReadonlySet<string>): boolean {
	return finding.outcome === 'skipped' && concluded.has(placeKey(finding));
}

function placeKey({ id, target, servername, path }: Finding): string {
	return JSON.stringify([id, target, servername, path]);
}

/** Runs only when it is named, which globs do not. */
function isHeld(it: Variant): boolean {
	return it.kind === 'probe' && it.onlyWhenNamed !== undefined;
}

const telling: readonly ObservedField[] = ['verdict', 'layer', 'alert', 'status'];
/** Ids that a message names. */
const mostNamed = 20;
