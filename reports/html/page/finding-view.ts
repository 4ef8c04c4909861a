/** The page of one finding. */
import type { PageDetails, PageFinding } from '../page-data.ts';
import { signs } from '../words.ts';
import { drawConnection, factList } from './connection-view.ts';
import { copyable } from './copy-button.ts';
import { element, link } from './dom.ts';
import type { Hash, Permalinks } from './permalink.ts';
import { at, type Report } from './report.ts';

/** Puts it into `host` and says its title; `back` is where it was opened from. */
export function drawFinding(
	report: Report,
	permalinks: Permalinks,
	index: number,
	host: HTMLElement,
	back: Hash,
): string {
	const finding = at(report.data.findings, index);
	const variant = report.variantOf(finding);
	const { details, mark, word } = finding;
	const title = element('h2', { tabindex: -1 }, element('code', {}, variant.id));
	host.replaceChildren(
		element(
			'nav',
			{ class: 'trail', 'aria-label': 'Back' },
			link(back, { id: 'back' }, '← All findings'),
			element('span', { class: 'dim' }, ' (Escape)'),
		),
		title,
		element('p', { class: 'lead' }, variant.title),
		element(
			'p',
			{ class: 'badges' },
			element('strong', { class: `m-${mark}` }, `${signs[mark]} ${mark}`),
			...[word, variant.severity, variant.level, ...whereTexts(report, finding)].map((text) =>
				element('span', { class: 'tag' }, text),
			),
		),
		element('p', { class: `message is-${mark}` }, report.text(finding.textMessage)),
		factList([
			...(details === undefined
				? []
				: ([
						['expected', report.text(details.textExpected)],
						['observed', report.text(details.textObserved)],
					] as const)),
			...(finding.waiver === undefined ? [] : [['waived', finding.waiver] as const]),
			...(finding.standing === undefined ? [] : [['compared', finding.standing] as const]),
			...(variant.reference === null ? [] : [['openssl verify says', variant.reference] as const]),
			...(variant.alerts.length === 0
				? []
				: [['alerts that answer it', variant.alerts.join(', ')] as const]),
		]),
		element(
			'div',
			{ class: 'split' },
			element(
				'div',
				{},
				...part('Why it matters', [variant.why]),
				...rules(variant.rules),
				...part('Fix', [variant.fix]),
				...part('Affected', variant.affected === null ? [] : [variant.affected]),
				...reproduction(report, details),
				...elsewhere(report, permalinks, index),
			),
			element(
				'div',
				{},
				...(details === undefined ? [leftOutNote(finding)] : evidence(report, details)),
			),
		),
	);
	host.hidden = false;
	title.focus();
	return variant.id;
}

/** Says that an address means nothing in this report. */
export function drawUnknown(hash: string, host: HTMLElement): string {
	const title = element('h2', { tabindex: -1 }, 'No such finding');
	host.replaceChildren(
		title,
		element('p', {}, 'This report has no finding at the address ', element('code', {}, hash), '.'),
		element(
			'p',
			{},
			'The variant may have been left out of this run, or the path or target may be another one.',
		),
		element('p', {}, link('#/', { id: 'back' }, 'All findings')),
	);
	host.hidden = false;
	title.focus();
	return 'No such finding';
}

function evidence(report: Report, details: PageDetails): readonly HTMLElement[] {
	return [
		...(details.facts.length === 0
			? []
			: [element('section', {}, element('h3', {}, 'What was seen'), factList(details.facts))]),
		...details.connections.map((it) => drawConnection(report, it)),
	];
}

function reproduction(report: Report, details: PageDetails | undefined): readonly HTMLElement[] {
	const commands = (details?.textReproduce ?? []).map((text) => copyable(report.text(text)));
	if (commands.length === 0) return [];
	return [element('section', {}, element('h3', {}, 'Reproduce'), ...commands)];
}

function leftOutNote({ mark }: PageFinding): HTMLElement {
	return element(
		'p',
		{ class: 'notice' },
		mark === 'skipped'
			? 'Nothing was sent: there is nothing more to show.'
			: 'Connections and commands were left out to keep this file small. The JSON report has them.',
	);
}

function part(title: string, texts: readonly string[]): readonly HTMLElement[] {
	if (texts.length === 0) return [];
	const paragraphs = texts.map((text) => element('p', {}, ...prose(text)));
	return [element('section', {}, element('h3', {}, title), ...paragraphs)];
}

/** Our own texts set code in backticks. */
function prose(text: string): readonly (Node | string)[] {
	return text
		.split(/`([^`]+)`/u)
		.map((piece, index) => (index % 2 === 0 ? piece : element('code', {}, piece)));
}

function rules(texts: readonly string[]): readonly HTMLElement[] {
	const quotes = texts.map((text) => element('blockquote', {}, text));
	return quotes.length === 0 ? [] : [element('section', {}, element('h3', {}, 'Rule'), ...quotes)];
}

/** The same variant at other places, and its twin. */
function elsewhere(report: Report, permalinks: Permalinks, index: number): readonly HTMLElement[] {
	const { findings } = report.data;
	const finding = at(findings, index);
	const { id, twin } = report.variantOf(finding);
	const found: HTMLElement[] = [];
	let more = 0;
	for (const [other, it] of findings.entries()) {
		const isTwin = report.variantOf(it).id === twin && isSamePlace(it, finding);
		if ((!isTwin && report.variantOf(it).id !== id) || other === index) continue;
		if (found.length >= mostLinks && !isTwin) {
			more += 1;
			continue;
		}
		const name = isTwin
			? `twin, without the defect: ${twin ?? ''}`
			: [...whereTexts(report, it)].join(', ') || id;
		const to = link(permalinks.of(other), {}, name);
		const seen = ` ${signs[it.mark]} ${it.word}`;
		const item = element('li', {}, to, element('span', { class: `m-${it.mark}` }, seen));
		if (isTwin) found.unshift(item);
		else found.push(item);
	}
	if (found.length === 0) return [];
	return [
		element(
			'section',
			{ class: 'elsewhere' },
			element('h3', {}, 'Twin, and the same elsewhere'),
			element('ul', {}, ...found),
			more === 0 ? null : element('p', { class: 'dim' }, `… and ${more} more in the matrix`),
		),
	];
}

function isSamePlace(one: PageFinding, other: PageFinding): boolean {
	return one.place === other.place && one.tls === other.tls;
}

function whereTexts(report: Report, finding: PageFinding): readonly string[] {
	const { target, servername, path } = report.placeOf(finding);
	return [
		...(finding.tls === null ? [] : [`TLS ${finding.tls}`]),
		path,
		...(finding.instance === null ? [] : [finding.instance]),
		...(report.hasNames ? [servername] : []),
		...(report.hasTargets ? [target] : []),
	];
}

const mostLinks = 40;
