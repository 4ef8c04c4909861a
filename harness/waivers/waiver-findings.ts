/** What is wrong with entries of a waivers file, as findings. Pure. */
import { withOwn } from '../../fixtures/catalogue.ts';
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import { family, type Severity } from '../../fixtures/variant.ts';
import { fails } from '../conclude.ts';
import { type Finding, waiverFamily, type WaiverUse } from '../finding.ts';
import { noSuchVariant } from '../no-such-variant.ts';
import { canConcern, namesId } from './is-about.ts';
import { observedWords } from './looks-like.ts';
import { changed, expired, unused, type WaiverKind } from './waiver-kinds.ts';

/** Where the findings of a waivers file stand. */
export interface WaiverPlace {
	/** The waivers file, as the user named it. */
	readonly file: string;
	/** The URL; where the run has several targets the file, which is about all of them. */
	readonly target: string;
	readonly servername: string;
	/** The path that the run has everywhere, so that reports need not name it. */
	readonly path?: string;
	readonly failOn: Severity;
	/** A shard: others may have what an entry is about, so that none is called unused. */
	readonly isPart?: boolean;
	/** What entries may name beside the catalogue. */
	readonly own?: readonly OwnVariant[];
}

/**
 * The `waiver/*` findings of a whole run: `uses` are added up over all of it. Of what was not tested
 * nothing is said. A run that planned nothing has none.
 */
export function waiverFindings(uses: readonly WaiverUse[], place: WaiverPlace): readonly Finding[] {
	return uses.flatMap((use): readonly Finding[] => {
		const misnamed = misnaming(use, place.own);
		return [
			...(use.expired === 0 ? [] : [finding(expired, expiredMessage(use, place), use, place)]),
			...(use.changed === 0 ? [] : [finding(changed, changedMessage(use, place), use, place)]),
			...(misnamed === null
				? []
				: [finding(unused, `${begin(use, place)} ${misnamed}`, use, place)]),
			...(isUnused(use) && place.isPart !== true
				? [finding(unused, unusedMessage(use, place), use, place)]
				: []),
		];
	});
}

/** Whether all that an entry is about was concluded, and nothing of it deviates. */
export function isUnused(use: WaiverUse): boolean {
	return deviating(use) === 0 && use.conforming > 0 && !isPartlyTested(use);
}

/** Why no run can ever have what the entry is about, if that is so. */
export function misnaming(use: WaiverUse, own: readonly OwnVariant[] = []): string | null {
	const seen = deviating(use) + use.conforming + use.undecided;
	if (seen > 0 || use.absent.length > 0) return null;
	const isNamed = namesId(use);
	const named = withOwn(own).filter((it) => isNamed(it.id, family(it)));
	if (named.length === 0) {
		const { hint } = noSuchVariant(use.id, own);
		return `names no variant${hint === null ? '' : ` (${hint})`}`;
	}
	if (named.some((it) => canConcern(use, it))) return null;
	return use.path === null
		? `covers nothing: ${use.id} is about no TLS version alone (leave out tls)`
		: `covers nothing: ${use.id} is about the whole target (leave out path)`;
}

function deviating({ waived, covered, expired: over, changed: other }: WaiverUse): number {
	return waived + covered + over + other;
}

function isPartlyTested({ undecided, absent }: WaiverUse): boolean {
	return undecided > 0 || absent.length > 0;
}

function expiredMessage(use: WaiverUse, place: WaiverPlace): string {
	const still = `what it is about still deviates (${listed(use)})`;
	return `${begin(use, place)} ended after ${use.expires}, and ${still}. ${reasonText(use)}`;
}

function changedMessage(use: WaiverUse, place: WaiverPlace): string {
	const { observed, seen } = use;
	const pins = observedWords(observed ?? {});
	return `${begin(use, place)} pins ${pins}; seen: ${observedWords(seen ?? {})} (${listed(use)}). ${reasonText(use)}`;
}

function unusedMessage(use: WaiverUse, place: WaiverPlace): string {
	const count =
		use.conforming === 1 ? 'one finding conforms' : `${use.conforming} findings conform`;
	const what = `nothing that it is about deviates in this run (${count})`;
	return `${begin(use, place)}: ${what}. ${reasonText(use)}`;
}

function begin({ entry, id, target, tls, path }: WaiverUse, { file }: WaiverPlace): string {
	const where = [
		...(target === null ? [] : [target]),
		...(path === null ? [] : [`path ${path}`]),
		...(tls === null ? [] : [tls.replace('TLSv', 'TLS ')]),
	];
	return `entry ${entry} of ${file} (${[id, ...where].join(', ')})`;
}

function listed({ uncovered }: WaiverUse): string {
	const shown = uncovered.slice(0, mostListed);
	const more = uncovered.length > shown.length ? ' …' : '';
	return `${shown.join(', ')}${more}`;
}

function reasonText({ reason }: WaiverUse): string {
	return `Its reason: ${reason}`;
}

function finding(
	kind: WaiverKind,
	message: string,
	{ entry, id }: WaiverUse,
	{ target, servername, path = '/', failOn }: WaiverPlace,
): Finding {
	return {
		...{ id: kind.id, title: kind.title, family: waiverFamily, why: kind.why, fix: kind.fix },
		...{ affected: null, cites: [], level: kind.level, severity: kind.severity },
		...{ target, servername, tls: null, path, instance: `entry ${entry}: ${id}` },
		...{ expected: 'either', alerts: [], verdict: null, outcome: 'deviates' },
		fails: fails('deviates', kind.severity, failOn),
		...{ layer: null, alert: null, code: null, status: null, reason: null, reference: null },
		...{ twin: null, sent: { certificates: 0, sha256: [] }, observation: null },
		...{ message, reproduce: [], durationMs: 0 },
	};
}

const mostListed = 8;
