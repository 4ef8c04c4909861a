/** The top of the page: what the run came to, and what that means for the exit code. */
import type { Run } from '../../harness/finding.ts';
import { conclusionText } from '../conclusion-text.ts';
import { mark } from '../terminal-row.ts';
import { type Markup, markup } from './markup.ts';
import type { Mark } from './page-data.ts';
import { marks, signs } from './words.ts';

/** The conclusion in one sentence, with the exit code that it gives. */
export function renderConclusion(run: Run): Markup {
	const { interrupted, shard, leftOut, conclusion } = run;
	const state = interrupted ? 'inconclusive' : conclusion;
	return markup`<section class="conclusion is-${state}" aria-labelledby="conclusion">
<h2 id="conclusion"><span class="sign" aria-hidden="true">${conclusionSign(state)}</span> ${
		interrupted ? `interrupted; so far: ${conclusionText(run)}` : conclusionText(run)
	}</h2>
<p>${exitMeaning(run)}</p>
${
	shard === undefined
		? null
		: markup`<p class="notice">This is part ${shard.index} of ${shard.count} of a run that was split: the other parts are not in it.</p>`
}
${
	leftOut === undefined || leftOut === 0
		? null
		: markup`<p class="notice">${leftOut} findings are counted, but not shown: there are too many to hold. What conforms was left out first.</p>`
}
</section>`;
}

/** A number for every outcome; each leads to those findings. */
export function renderCounts(run: Run): Markup {
	const counts = new Map<Mark, number>(marks.map((it) => [it, 0]));
	for (const finding of run.findings) {
		const of = mark(finding);
		counts.set(of, (counts.get(of) ?? 0) + 1);
	}
	return markup`<section aria-labelledby="counts"><h2 id="counts" class="unseen">Summary</h2>
<ul class="counts">${marks
		.filter((it) => it === 'fails' || it === 'conforms' || (counts.get(it) ?? 0) > 0)
		.map(
			(it) =>
				markup`<li class="m-${(counts.get(it) ?? 0) === 0 ? 'skipped' : it}"><a href="#/?outcome=${it}"><span class="number">${
					counts.get(it) ?? 0
				}</span> <span><span class="sign" aria-hidden="true">${signs[it]}</span> ${countLabels[it]}</span></a></li>`,
		)}</ul>
<p class="dim">${run.summary.planned} planned, ${run.summary.skipped} skipped, in ${(
		run.durationMs / 1000
	).toFixed(1)} s.</p></section>`;
}

function conclusionSign(state: Run['conclusion']): string {
	return signs[state === 'deviates' ? 'fails' : state];
}

function exitMeaning({ interrupted, conclusion, comparison }: Run): string {
	if (interrupted) return 'Exit code 130: the run was interrupted, and this report is partial.';
	switch (conclusion) {
		case 'conforms':
			return 'Exit code 0: all that was planned was concluded, and nothing fails.';
		case 'deviates':
			if (comparison !== undefined) {
				return 'Exit code 1: something got weaker, or fails that the other run does not have.';
			}
			return 'Exit code 1: at least one finding fails. Deviations below the threshold (--fail-on) are shown, and fail nothing.';
		case 'inconclusive':
			return 'Exit code 3: not everything that was planned could be concluded. It is neither good nor bad news.';
	}
}

const countLabels: Readonly<Record<Mark, string>> = {
	fails: 'fail',
	inconclusive: 'inconclusive',
	deviates: 'deviate, and do not fail',
	waived: 'waived',
	conforms: 'conform',
	skipped: 'skipped',
};
