/** What fails, in full and without any script: on the screen a list of links, on paper all of it. */
import type { Finding, Run } from '../../harness/finding.ts';
import { askedTexts } from '../asked-text.ts';
import { mergedBlocks } from '../block-key.ts';
import { tlsNumber } from '../case-name.ts';
import {
	decidingConnection,
	expectedText,
	headline,
	observedText,
	ruleTexts,
} from '../finding-text.ts';
import { placeName } from '../places.ts';
import { sentText } from '../sent-text.ts';
import { mark } from '../terminal-row.ts';
import { worstFirst } from '../worst-first.ts';
import { certificateFields } from './certificate-fields.ts';
import { compareChain } from './chain-marks.ts';
import { type Markup, markup } from './markup.ts';
import { section } from './setting.ts';
import { signs } from './words.ts';

/** Findings that are alike in all but TLS version and place stand together. */
export function renderFailing(run: Run): Markup {
	const failing = run.findings.filter(({ fails }) => fails);
	const groups = mergedBlocks(worstFirst(failing));
	if (groups.length === 0)
		return section('failing', 'What fails', [markup`<p>No finding fails.</p>`]);
	const shown = groups.slice(0, mostGroups);
	const more = groups.slice(mostGroups).flat(2).length;
	const hasTargets = run.targets.length > 1;
	const hasPaths = new Set(run.findings.map(({ path }) => path)).size > 1;
	const names = new Map(run.targets.map(({ url, name }) => [url, name]));
	const place = (finding: Finding): string => {
		const name = names.get(finding.target);
		if (!hasTargets && !hasPaths) return '';
		if (!hasTargets || name === undefined) return placeName(finding, hasTargets);
		return finding.path === '/' ? name : `${name} ${finding.path}`;
	};
	const twins = new Map(
		run.findings.filter(({ family }) => family === 'control').map((it) => [twinKey(it, it.id), it]),
	);
	return section('failing', 'What fails', [
		markup`<ol class="failing">${shown.map((group) =>
			block(run, group.flat(), place, twins),
		)}</ol>`,
		more === 0
			? null
			: markup`<p>… and ${more} more findings; the matrix and the JSON report have them.</p>`,
	]);
}

function block(
	run: Run,
	findings: readonly Finding[],
	place: (finding: Finding) => string,
	twins: ReadonlyMap<string, Finding>,
): Markup | null {
	const [finding] = findings;
	if (finding === undefined) return null;
	const versions = [...new Set(findings.flatMap((it) => tlsNumber(it) ?? []))].toSorted();
	const places = [...new Set(findings.map(place))].filter((it) => it !== '');
	const where = placesText(places, versions, finding.instance);
	const sent = sentText(finding);
	const rows: readonly (readonly [string, readonly (string | Markup)[]])[] = [
		['where', [where]],
		['sent', sent === null ? [] : [sent]],
		['asked', askedTexts(finding)],
		['chain', chain(run, finding, twins)],
		['expected', [expectedText(finding)]],
		['observed', [observedText(finding)]],
		['rule', ruleTexts(finding)],
		['why', [finding.why]],
		['affected', finding.affected === null ? [] : [finding.affected]],
		['fix', [finding.fix]],
		['reproduce', finding.reproduce.map((it) => markup`<code class="command">${it}</code>`)],
	];
	return markup`<li class="finding"><h3><span class="sign m-${mark(finding)}" aria-hidden="true">${
		signs[mark(finding)]
	}</span> <span class="to-finding" data-finding="${run.findings.indexOf(finding)}"><code>${
		finding.id
	}</code></span> <span class="tag severity-${finding.severity}">${finding.severity}</span></h3>
<p>${finding.title}: ${headline(finding)} <span class="dim where">· ${where}</span></p>
<dl class="full">${rows
		.filter(([, texts]) => texts.length > 0)
		.map(
			([label, texts]) => markup`<dt>${label}</dt>${texts.map((it) => markup`<dd>${it}</dd>`)}`,
		)}</dl></li>`;
}

/** A line a certificate; what differs from the twin's is set apart. */
function chain(run: Run, finding: Finding, twins: ReadonlyMap<string, Finding>): readonly Markup[] {
	const sha256 = decidingConnection(finding)?.sent.sha256 ?? [];
	const { certificates = {}, startedAt } = run;
	const twin = finding.twin === null ? undefined : twins.get(twinKey(finding, finding.twin));
	const twinChain = twin === undefined ? null : (decidingConnection(twin)?.sent.sha256 ?? null);
	const { links } = compareChain(sha256.slice(0, mostLinks), twinChain, certificates);
	return links.map(({ sha256: hash, role, differs, isExtra }) => {
		const summary = Object.hasOwn(certificates, hash) ? certificates[hash] : undefined;
		if (summary === undefined) return markup`${role}: SHA-256 ${hash}`;
		const fields = certificateFields(summary, new Date(startedAt)).filter(
			([label]) => usual.has(label) || Object.hasOwn(differs, label),
		);
		const extra = isExtra ? markup` <mark>not in the chain of the twin</mark>` : null;
		return markup`${role}${extra}: ${fields.map(([label, text], index) => [
			index === 0 ? '' : '; ',
			Object.hasOwn(differs, label)
				? markup`<mark>${label} ${text}</mark>`
				: markup`${label} ${text}`,
		])}`;
	});
}

function placesText(
	places: readonly string[],
	versions: readonly string[],
	instance: string | null,
): string {
	const tls = versions.length === 0 ? [] : [`TLS ${versions.join(' and ')}`];
	const more = places.length > mostPlaces ? [`${places.length - mostPlaces} more`] : [];
	const named = [...(instance === null ? [] : [instance]), ...tls];
	return [...named, ...places.slice(0, mostPlaces), ...more].join(', ');
}

function twinKey(finding: Finding, id: string): string {
	const { target, servername, path, tls } = finding;
	return JSON.stringify([id, target, servername, path, tls]);
}

const usual: ReadonlySet<string> = new Set(['subject', 'issuer', 'not before', 'not after']);
/** Beyond them a printed report is no longer read. */
const mostGroups = 300;
const mostPlaces = 20;
const mostLinks = 10;
