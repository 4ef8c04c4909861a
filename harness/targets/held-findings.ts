/** Which findings of a run are held in memory for reports that cannot be streamed. */
import { severities } from '../../fixtures/variant.ts';
import type { Finding, Run, RunPart } from '../finding.ts';

/** A part of the findings, and what is left out. */
export type Held = Pick<Run, 'findings' | 'leftOut' | 'certificates'>;

/**
 * All findings where they are few enough; else only those that tell something, what fails first and of
 * that what is worst. `characters`: how long all of them are as JSON.
 */
export async function holdFindings(
	parts: AsyncIterable<RunPart>,
	characters: number,
): Promise<Held> {
	return characters <= mostInFull ? holdAll(parts) : holdTelling(parts);
}

/** All findings, however many: for who is to have the whole run in memory. */
export async function holdAll(parts: AsyncIterable<RunPart>): Promise<Held> {
	const findings: Finding[] = [];
	const certificates: Record<string, RunPart['certificates'][string]> = {};
	for await (const part of parts) {
		findings.push(...part.findings);
		Object.assign(certificates, part.certificates);
	}
	return { findings, certificates };
}

async function holdTelling(parts: AsyncIterable<RunPart>): Promise<Held> {
	const certificates: Record<string, RunPart['certificates'][string]> = {};
	const classes = Array.from({ length: classCount }, () => ({
		left: mostTelling,
		kept: [] as Kept[],
	}));
	let all = 0;
	for await (const part of parts) {
		all += part.findings.length;
		for (const finding of part.findings) {
			const rank = rankOf(finding);
			const into = rank === null ? undefined : classes[rank];
			if (into === undefined || into.left <= 0) continue;
			const size = JSON.stringify(finding).length;
			into.left -= size;
			into.kept.push({ finding, size });
			for (const sha256 of finding.sent.sha256) {
				const summary = part.certificates[sha256];
				if (summary !== undefined) certificates[sha256] = summary;
			}
		}
	}
	const findings = withinBudget(classes.flatMap(({ kept }) => kept));
	return { findings, leftOut: all - findings.length, certificates };
}

interface Kept {
	readonly finding: Finding;
	readonly size: number;
}

/** In the order of their rank, as many as there is room for. */
function withinBudget(kept: readonly Kept[]): readonly Finding[] {
	const findings: Finding[] = [];
	let left = mostTelling;
	for (const { finding, size } of kept) {
		if (left <= 0) break;
		left -= size;
		findings.push(finding);
	}
	return findings;
}

/** 0 is the worst; `null` says nothing that anybody has to know. */
function rankOf({ fails, severity, outcome }: Finding): number | null {
	if (fails) return severities.length - 1 - severities.indexOf(severity);
	switch (outcome) {
		case 'inconclusive':
			return severities.length;
		case 'deviates':
			return severities.length + 1;
		case 'waived':
			return severities.length + 2;
		default:
			return null;
	}
}

const classCount = severities.length + 3;
/** UTF-16 units of JSON: nine targets with the whole catalogue. */
const mostInFull = 24 * 2 ** 20;
/** Likewise: more failures than anybody reads in a terminal or a comment. */
const mostTelling = 4 * 2 ** 20;
