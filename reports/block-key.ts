/** Which findings are told together. */
import type { Finding } from '../harness/finding.ts';
import { askedTexts } from './asked-text.ts';
import { tlsNumber } from './case-name.ts';
import { expectedText, observedText } from './finding-text.ts';
import { sentText } from './sent-text.ts';
import { mark } from './terminal-row.ts';
import { type Group, groupBy } from './group-by.ts';

/** Findings with the same key differ in the TLS version only, and share a block. */
export function blockKey(finding: Finding): string {
	const { id, target, servername, path, instance, message } = finding;
	const same = [id, target, servername, path, instance, mark(finding), message];
	const shown = [expectedText, observedText, sentText, askedTexts].map((text) => text(finding));
	return JSON.stringify([...same, ...shown]);
}

/** What is told of one variant: the findings of one place, and the same of other places. */
export function mergedBlocks(findings: readonly Finding[]): readonly Group<Group<Finding>>[] {
	return [...groupBy(groupBy(findings, blockKey).values(), mergeKey).values()];
}

/** Blocks with the same key differ in their place only, and in what was written to get there. */
function mergeKey(findings: Group<Finding>): string {
	const [finding] = findings;
	const { id, instance, message, severity } = finding;
	const versions = [...new Set(findings.map((it) => tlsNumber(it) ?? ''))].toSorted();
	const same = [id, instance, mark(finding), message, severity, versions];
	return JSON.stringify([...same, expectedText(finding), observedText(finding)]);
}
