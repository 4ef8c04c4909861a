/** What fails and what could not be concluded, in a comment. */
import type { Finding, Run } from '../harness/finding.ts';
import { mergedBlocks } from './block-key.ts';
import { tlsNumber } from './case-name.ts';
import { expectedText, headline, observedText, ruleTexts } from './finding-text.ts';
import { type Group, groupBy } from './group-by.ts';
import { block, code, fitting, inline } from './markdown-text.ts';
import { listed } from './places.ts';
import { placeNames } from './terminal-families.ts';
import { worstFirst } from './worst-first.ts';

/** The worst first, each folded away: its rule, the fix, and how to see it. */
export function renderFailing(run: Run, budget: number): readonly string[] {
	const failing = worstFirst(run.findings.filter(({ fails }) => fails));
	if (failing.length === 0) return [];
	const place = placeNames(run);
	const folded = mergedBlocks(failing).map((members) => details(members, place));
	const shown = fitting(
		folded,
		budget,
		(count) => `\n${count} more: they stand in the JSON report`,
	);
	return ['### What fails', '', ...shown];
}

/** By reason: a dead target says the same of every variant. */
export function renderInconclusive(run: Run, budget: number): readonly string[] {
	const findings = run.findings.filter(({ outcome }) => outcome === 'inconclusive');
	if (findings.length === 0) return [];
	const lines = [...groupBy(findings, ({ message }) => message)].map(([message, members]) => {
		const ids = [...new Set(members.map(({ id }) => id))];
		const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : '';
		return `- ${inline(message)}: ${ids
			.slice(0, mostIds)
			.map((id) => code(id, 100))
			.join(' ')}${more}`;
	});
	return [
		'### What could not be concluded',
		'',
		...fitting(lines, budget, (count) => `- ${count} more reasons`),
	];
}

function details(
	[findings, ...others]: Group<Group<Finding>>,
	place: (finding: Finding) => readonly string[],
): string {
	const [finding] = findings;
	const { id, instance, severity, level, title, fix, affected } = finding;
	const versions = [...new Set(findings.flatMap((it) => tlsNumber(it) ?? []))].toSorted();
	const places = [findings, ...others].map(([it]) => place(it).join(' ')).filter(Boolean);
	const where = [
		...(instance === null ? [] : [instance]),
		...(versions.length === 0 ? [] : [`TLS ${versions.join(', ')}`]),
		...(places.length === 0 ? [] : [listed(places, mostPlaces)]),
	];
	const lines = [
		`**${inline(headline(finding))}**`,
		...(where.length === 0 ? [] : [`where: ${inline(where.join(' · '), 500)}`]),
		`expected: ${inline(expectedText(finding))}`,
		`observed: ${inline(observedText(finding), 500)}`,
		...ruleTexts(finding).map((rule) => `rule: ${inline(rule, 700)}`),
		...(affected === null ? [] : [`affected: ${inline(affected, 500)}`]),
		`fix: ${inline(fix, 700)}`,
	];
	return [
		`<details><summary>${code(id, 100)} ${inline(title)} (${severity}, ${level})</summary>`,
		'',
		...lines.map((line) => `- ${line}`),
		'',
		...reproduction(findings),
		'</details>',
	].join('\n');
}

function reproduction(findings: Group<Finding>): readonly string[] {
	const commands = [...new Set(findings.flatMap(({ reproduce }) => reproduce))];
	if (commands.length === 0) return [];
	const lines = block(commands);
	return lines.length > longestCommands
		? ['- reproduce: the commands are too long for a comment; they stand in the JSON report', '']
		: [lines, ''];
}

const mostIds = 20;
const mostPlaces = 8;
/** UTF-16 units. */
const longestCommands = 4000;
