/** What passes by a waiver, in a comment. */
import type { Run } from '../harness/finding.ts';
import { code, fitting, inline } from './markdown-text.ts';
import { entryName, untestedWaivers, waivedGroups } from './waiver-text.ts';

/** By entry, with its reason and its last day. */
export function renderMarkdownWaived(run: Run, budget: number): readonly string[] {
	const lines = waivedGroups(run).map(({ text, findings }) => {
		const ids = [...new Set(findings.map(({ id }) => id))];
		const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : '';
		const shown = ids.slice(0, mostIds).map((id) => code(id, 100));
		return `- ${inline(text, 500)}: ${shown.join(' ')}${more}`;
	});
	const untested = untestedWaivers(run).map(entryName);
	const rest =
		untested.length === 0
			? []
			: [`Not known whether still needed: ${inline(untested.join(', '), 500)}`];
	if (lines.length + rest.length === 0) return [];
	const shown = fitting(lines, budget, (count) => `- ${count} more`);
	return [
		...(lines.length === 0 ? ['### Waivers', ''] : ['### Waived', '', ...shown]),
		...(lines.length === 0 || rest.length === 0 ? [] : ['']),
		...rest,
	];
}

const mostIds = 20;
