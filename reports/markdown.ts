/** A comment for a pull request: what changed, or what is wrong. */
import type { Conclusion, Run } from '../harness/finding.ts';
import { conclusionText } from './conclusion-text.ts';
import { renderMarkdownChanges } from './markdown-changes.ts';
import { renderFailing, renderInconclusive } from './markdown-findings.ts';
import { renderMarkdownLocations, renderMarkdownNotes } from './markdown-places.ts';
import { renderSummary } from './markdown-summary.ts';
import { renderMarkdownWaived } from './markdown-waived.ts';
import { renderMarkdownTargets } from './markdown-targets.ts';
import { code, inline } from './markdown-text.ts';

/** Stays below the 65,536 characters that GitHub takes; what is left out is counted. */
export function renderMarkdown(run: Run): string {
	// Texts of a target may be many times as long when they are escaped.
	for (const scale of [1, 0.5, 0.2]) {
		const shown = rendered(run, scale);
		if (shown.length <= longest) return shown;
	}
	return rendered(run, 0);
}

/** With so much of the room that each section has. */
function rendered(run: Run, scale: number): string {
	const sections = [
		[marker, `## ${headline(run)}`],
		[subtitle(run)],
		renderMarkdownTargets(run, 8000 * scale),
		run.comparison === undefined
			? renderSummary(run, 6000 * scale)
			: renderMarkdownChanges(run, 20_000 * scale),
		renderFailing(run, 20_000 * scale),
		renderInconclusive(run, 6000 * scale),
		renderMarkdownWaived(run, 6000 * scale),
		renderMarkdownLocations(run, 8000 * scale),
		renderMarkdownNotes(run, 5000 * scale),
	];
	return `${sections
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join('\n'))
		.join('\n\n')}\n`;
}

function headline(run: Run): string {
	if (run.interrupted) return '⚠️ mTLS: the run was interrupted, this report is partial';
	const text = conclusionText(run);
	return `${signs[run.conclusion]} mTLS ${text}`;
}

function subtitle({ tool, targets, lab, comparison, profile }: Run): string {
	const where = targets.slice(0, mostTargets).map(({ url }) => code(url, 200));
	const more = targets.length - where.length;
	return [
		...(lab === undefined ? [] : [code(lab.source, 200)]),
		...where,
		...(more > 0 ? [`${more} more targets`] : []),
		...(comparison === undefined ? [] : [`compared with ${code(comparison.base, 200)}`]),
		...(profile === 'default' ? [] : [`profile ${profile}`]),
		inline(`${tool.name} ${tool.version}`, 100),
	].join(' · ');
}

const signs: Readonly<Record<Conclusion, string>> = {
	conforms: '✅',
	deviates: '⛔',
	inconclusive: '❔',
};

const mostTargets = 5;
/** UTF-16 units. */
const longest = 65_000;
/** By this a later run finds the comment that it is to replace. */
const marker = '<!-- mtls-gauntlet -->';
