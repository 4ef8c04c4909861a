/** Everything about what went wrong: what was sent, expected, observed, the rule and the fix. */
import type { Finding } from '../harness/finding.ts';
import { tlsNumber } from './case-name.ts';
import { printable } from './escape.ts';
import { askedTexts } from './asked-text.ts';
import { expectedText, observedText, ruleTexts } from './finding-text.ts';
import { listed } from './places.ts';
import { labelled, reportWidth, wrap } from './layout.ts';
import { sentText } from './sent-text.ts';
import type { Style } from './style.ts';
import { mark, sign } from './terminal-row.ts';

/**
 * One block for findings of one key. `place` says which of several targets and paths it was; where
 * several blocks are merged into this one, `places` are all of them.
 */
export function renderBlock(
	findings: readonly [Finding, ...Finding[]],
	place: readonly string[],
	style: Style,
	places: readonly string[] = [],
): string {
	const [finding] = findings;
	const sent = sentText(finding);
	const versions = [...new Set(findings.flatMap((it) => tlsNumber(it) ?? []))].toSorted();
	const at = places.length === 0 ? place : [`${places.length} places`];
	const where = [
		...(versions.length === 0 ? [] : [`TLS ${versions.join(', ')}`]),
		...[...(finding.instance === null ? [] : [finding.instance]), ...at].map((it) =>
			printable(it, 200),
		),
	];
	const commands = new Set(findings.flatMap((it) => it.reproduce));
	return [
		`  ${sign(mark(finding), style)} ${style.bold(printable(finding.id, 200))}${
			where.length === 0 ? '' : `  ${where.join(' · ')}`
		}  ${style.dim(`${finding.severity}, ${finding.level}`)}`,
		...wrap(printable(finding.message), reportWidth - 4).map((line) => `    ${line}`),
		...part(
			'places',
			places.length === 0 ? [] : [`${listed(places, 20)}; what follows is of the first`],
		),
		...(sent === null ? [] : part('sent', [sent])),
		...part('asked', askedTexts(finding)),
		...part('expected', [expectedText(finding)]),
		...part('observed', [observedText(finding)]),
		...(finding.outcome === 'inconclusive' ? [] : remedy(finding)),
		// Commands are not wrapped: they are there to be copied.
		...labelled(
			'reproduce',
			[...commands].map((it) => printable(it, 4000)),
		),
	].join('\n');
}

/** Nothing is known to be wrong where nothing could be concluded. */
function remedy(finding: Finding): readonly string[] {
	return [
		...part('rule', ruleTexts(finding)),
		...part('why', [finding.why]),
		...part('affected', finding.affected === null ? [] : [finding.affected]),
		...part('fix', [finding.fix]),
	];
}

function part(label: string, texts: readonly string[]): readonly string[] {
	const shown = texts.filter((text) => text.trim() !== '');
	return labelled(
		label,
		shown.flatMap((text) => wrap(printable(text), reportWidth - 15)),
	);
}
