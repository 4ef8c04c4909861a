/** One connection: what was sent on it, what came back, and when. */
import type { Fact, PageConnection } from '../page-data.ts';
import { drawChain } from './chain-view.ts';
import { element } from './dom.ts';
import { at, type Report } from './report.ts';

export function drawConnection(report: Report, connection: PageConnection): HTMLElement {
	const { title, facts, asked, answers, chain } = connection;
	return element(
		'section',
		{ class: 'connection' },
		element('h3', {}, title),
		facts.length === 0 ? null : factList(facts),
		chain === null ? null : element('h4', {}, 'The chain that was sent'),
		chain === null ? null : drawChain(report, at(report.data.chains, chain)),
		...asked.flatMap((lines) => [
			element('h4', {}, 'Request as it was written'),
			element('pre', { tabindex: 0, 'aria-label': 'Request' }, lines.join('\n')),
		]),
		...answers.flatMap((answer) => [element('h4', {}, 'Answer'), factList(answer)]),
		...timeline(connection),
	);
}

/** Labels and texts. */
export function factList(facts: readonly Fact[]): HTMLElement {
	return element(
		'dl',
		{ class: 'facts' },
		...facts.flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)]),
	);
}

function timeline({ events, durationMs }: PageConnection): readonly HTMLElement[] {
	if (events.length === 0) return [];
	const end = Math.max(durationMs, ...events.map(([ms]) => ms), 1);
	return [
		element('h4', {}, `Timeline (${durationMs} ms)`),
		element(
			'ol',
			{ class: 'timeline' },
			...events.map(([ms, name, detail]) => {
				const dot = element('i', { 'aria-hidden': 'true' });
				dot.style.left = `${Math.min(100, (ms / end) * 100)}%`;
				return element(
					'li',
					{},
					element('span', { class: 'ms' }, `${ms} ms`),
					element('span', { class: 'track' }, dot),
					element('span', {}, element('strong', {}, name), detail === '' ? null : ` ${detail}`),
				);
			}),
		),
	];
}
