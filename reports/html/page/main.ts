/** Brings the page to life: the matrix, its filters, and a view for every finding. */
import { makeControls } from './controls.ts';
import { byId, element, link } from './dom.ts';
import { type Filters, readFilters, writeFilters } from './filters.ts';
import { drawFinding, drawUnknown } from './finding-view.ts';
import { makeMatrix } from './matrix.ts';
import { type Hash, permalinks as makePermalinks } from './permalink.ts';
import { openReport } from './report.ts';
import { makeThemeSwitch } from './theme.ts';

const report = openReport(byId('data').textContent);
const permalinks = makePermalinks(report);
const overview = byId('overview');
const view = byId('finding');
const host = byId('matrix');
const title = document.title;

const count = element('p', { class: 'dim', id: 'count' });
const matrix = makeMatrix(report, permalinks, host, count);
const controls = makeControls(report, choose);
host.before(controls.form, count);
makeThemeSwitch(byId('theme-host'));
linkFailing();

let filters: Filters | null = null;
let lastOverview: Hash = '#/';
let lastFinding: number | null = null;

document.documentElement.classList.add('js');
window.addEventListener('hashchange', route);
window.addEventListener('beforeprint', () => {
	matrix.finish();
	for (const it of view.querySelectorAll('details')) it.open = true;
});
document.addEventListener('keydown', (event) => {
	if (event.key !== 'Escape' || view.hidden || event.defaultPrevented) return;
	document.querySelector<HTMLAnchorElement>('#back')?.click();
});
byId('skip').addEventListener('click', (event) => {
	event.preventDefault();
	byId('main').focus();
});
route();

/** Shows what the address says; one that is not ours (`#matrix`) changes nothing. */
function route(): void {
	const { hash } = window.location;
	if (hash.startsWith('#/finding/')) openFinding(hash);
	else if (hash.startsWith('#/')) openOverview(hash);
	else if (hash === '' || filters === null) openOverview('');
}

function openFinding(hash: string): void {
	const [first] = permalinks.find(hash);
	overview.hidden = true;
	const name =
		first === undefined
			? drawUnknown(hash, view)
			: drawFinding(report, permalinks, first, view, lastOverview);
	lastFinding = first ?? null;
	document.title = `${name} · ${title}`;
	window.scrollTo(0, 0);
}

function openOverview(hash: string): void {
	const wasHidden = overview.hidden;
	view.hidden = true;
	overview.hidden = false;
	document.title = title;
	const asked = readFilters(hash);
	lastOverview = writeFilters(asked);
	controls.show(asked);
	if (filters === null || writeFilters(filters) !== lastOverview) {
		filters = asked;
		matrix.show(asked);
	}
	if (hash !== '' && hash !== '#/' && !wasHidden) byId('findings').scrollIntoView();
	if (wasHidden && lastFinding !== null) matrix.focus(lastFinding);
}

/** The address follows what is chosen; keys pressed in the search are one step of the history. */
function choose(chosen: Filters, isTyping: boolean): void {
	const hash = writeFilters(chosen);
	filters = chosen;
	lastOverview = hash;
	if (isTyping) window.history.replaceState(null, '', hash);
	else window.history.pushState(null, '', hash);
	matrix.show(chosen);
}

/** The list of what fails was rendered before the script knew any address. */
function linkFailing(): void {
	for (const it of document.querySelectorAll<HTMLElement>('[data-finding]')) {
		const index = Number(it.dataset['finding']);
		const to = link(permalinks.of(index), {}, ...it.childNodes);
		it.replaceWith(to);
	}
}
