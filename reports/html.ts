/**
 * The report as one page that loads nothing: no request leaves it, and its own script and style are
 * the only ones that its policy lets run. What a target sent is text on it, wherever it stands.
 */
import { createHash } from 'node:crypto';
import type { Run } from '../harness/finding.ts';
import { collectData } from './html/collect-data.ts';
import { renderFailing } from './html/failing.ts';
import { renderComparison, renderWaivers } from './html/judged-by.ts';
import { Markup, markup, scriptJson } from './html/markup.ts';
import { renderConclusion, renderCounts } from './html/overview.ts';
import { pageScript, pageStyle } from './html/page-files.ts';
import { renderNotes, renderTargets } from './html/setting.ts';

/** One HTML document, in UTF-8. It is bounded: details of what conforms are left out of a large run. */
export function renderHtml(run: Run): string {
	const data = collectData(run, detailBudget);
	const { name, version } = run.tool;
	const started = run.startedAt.replace('T', ' ').replace(/\.\d+/u, '');
	const title = `${name}: ${run.targets.length === 1 ? (run.targets[0]?.url ?? '') : `${run.targets.length} targets`}`;
	const note =
		data.leftOut === 0
			? null
			: markup`<p class="notice">To keep this file small, connections and commands of ${data.leftOut} findings were left out, what conforms first. The JSON report has them.</p>`;
	return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Markup.trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${Markup.trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" id="skip" href="#main">Skip to the report</a>
<header class="top"><h1>${name} report</h1>
<p class="dim">version ${version}, Node.js ${run.runtime.node}, OpenSSL ${run.runtime.openssl}; profile ${run.profile}; begun ${started}</p>
<div id="theme-host"></div></header>
<main id="main" tabindex="-1">
<div id="overview">
${renderConclusion(run)}
${renderCounts(run)}
<nav aria-label="On this page"><ul class="jump">${jumps(run)}</ul></nav>
${renderTargets(run)}
${renderComparison(run)}
${renderFailing(run)}
${renderWaivers(run)}
<section aria-labelledby="findings"><h2 id="findings">All findings</h2>
${note}
<noscript><p class="notice">The matrix and the pages of the findings need JavaScript. What fails is printed above in full.</p></noscript>
<div class="matrix-host" id="matrix"></div>
</section>
${renderNotes(run)}
</div>
<article id="finding" hidden></article>
<p id="status" class="unseen" role="status"></p>
</main>
<footer class="dim"><p>${signs}</p></footer>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${Markup.trusted(pageScript)}</script>
</body>
</html>
`.html;
}

/** Where else on the page to go. */
function jumps(run: Run): readonly Markup[] {
	const parts: readonly (readonly [id: string, title: string, isThere: boolean])[] = [
		['findings', 'All findings', true],
		['failing', 'What fails', true],
		['targets', run.targets.length === 1 ? 'Target' : 'Targets', true],
		['changes', 'Changes', run.comparison !== undefined],
		['waivers', 'Waivers', run.waivers !== undefined],
		['limits', 'Limits', run.targets.some(({ limits }) => limits.length > 0)],
		['hints', 'Hints', run.hints.length > 0],
	];
	return parts
		.filter(([, , isThere]) => isThere)
		.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`);
}

function sourceHash(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const policy = [
	"default-src 'none'",
	`script-src ${sourceHash(pageScript)}`,
	`style-src ${sourceHash(pageStyle)}`,
	'img-src data:',
	"base-uri 'none'",
	"form-action 'none'",
].join('; ');

const signs =
	'✗ fails · ! deviates, and does not fail · ~ waived · ? inconclusive · ✓ conforms · – skipped';

/** UTF-16 units of JSON. With it a report stays below some 20 MB, whatever the run. */
const detailBudget = 8_000_000;
