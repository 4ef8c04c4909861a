/** The verdict matrix: variants down, TLS versions of paths across. Rows are drawn bit by bit. */
import { marks, signs } from '../words.ts';
import { type Column, columnsOf, drawableColumns, headRows } from './columns.ts';
import { announce, element, link } from './dom.ts';
import { chooser, type Filters } from './filters.ts';
import { type MatrixRow, rowsOf } from './matrix-rows.ts';
import type { Permalinks } from './permalink.ts';
import { at, type Report } from './report.ts';
import { walkCells } from './walk-cells.ts';

export interface Matrix {
	readonly show: (filters: Filters) => void;
	/** Draws all that is still to be drawn: for paper. */
	readonly finish: () => void;
	/** Puts the focus on the cell of a finding. */
	readonly focus: (finding: number) => void;
}

/** Draws into `host`; `count` says how much is shown. */
export function makeMatrix(
	report: Report,
	permalinks: Permalinks,
	host: HTMLElement,
	count: HTMLElement,
): Matrix {
	let drawing: Generator | null = null;
	let timer = 0;
	let anchors = new Map<number, HTMLAnchorElement>();
	let isTight = false;
	const go = (ms: number): void => {
		const end = performance.now() + ms;
		while (drawing !== null && performance.now() < end) {
			if (drawing.next().done === true) drawing = null;
		}
		if (drawing === null) return;
		// Every piece lays out the whole table again: fewer and larger ones take less in all.
		timer = window.setTimeout(() => go(Math.min(ms * 2, longestMs)), 0);
	};
	const finish = (): void => {
		window.clearTimeout(timer);
		go(Number.POSITIVE_INFINITY);
	};
	const show = (filters: Filters): void => {
		window.clearTimeout(timer);
		anchors = new Map();
		const isChosen = chooser(report, filters);
		const all = columnsOf(report, filters);
		const columns = drawableColumns(report, all, isChosen);
		isTight = columns.length > mostRoomy;
		const families = chosenRows(rowsOf(report, columns), isChosen);
		const table = element(
			'table',
			{ class: isTight ? 'matrix tight' : 'matrix' },
			element('caption', { class: 'unseen' }, 'Verdicts: variants by TLS version and path'),
			isTight ? widths(columns.length) : null,
			element('thead', {}, ...headRows(report, columns)),
		);
		walkCells(table);
		host.replaceChildren(table);
		const [variants, findings] = counted(families, isChosen);
		count.textContent =
			variants === 0
				? 'Nothing matches the filters.'
				: `${variants} of ${report.data.variants.length} variants, ${findings} of ${report.data.findings.length} findings`;
		if (columns.length < all.length) {
			count.textContent += `. Of ${all.length} columns ${columns.length} are drawn, those where something fails or is inconclusive first: choose a target or a path to see others.`;
		}
		announce(count.textContent);
		drawing = draw(table, families, columns, isChosen);
		go(drawingMs);
	};
	function* draw(
		table: HTMLTableElement,
		families: ReadonlyMap<string, readonly MatrixRow[]>,
		columns: readonly Column[],
		isChosen: (index: number) => boolean,
	): Generator {
		for (const [family, rows] of families) {
			const body = element('tbody', {}, familyRow(report, family, rows, columns.length, isChosen));
			table.append(body);
			for (const row of rows) {
				body.append(element('tr', {}, rowHead(row), ...cellsOf(row, columns, isChosen)));
				yield;
			}
		}
	}
	const cellsOf = (
		row: MatrixRow,
		columns: readonly Column[],
		isChosen: (index: number) => boolean,
	): readonly HTMLElement[] => {
		const cells: HTMLElement[] = [];
		for (let index = 0; index < columns.length; index += 1) {
			const { target } = at(columns, index);
			const span = row.spans.get(target);
			if (span === undefined) {
				cells.push(cell(row.cells.get(index), 1, isChosen));
				continue;
			}
			const end = columns.findIndex((it, other) => other > index && it.target !== target);
			const size = (end < 0 ? columns.length : end) - index;
			cells.push(cell(span, size, isChosen));
			index += size - 1;
		}
		return cells;
	};
	const cell = (
		members: readonly number[] | undefined,
		colspan: number,
		isChosen: (index: number) => boolean,
	): HTMLElement => {
		const index = members?.find(isChosen) ?? members?.[0];
		if (index === undefined) {
			return element('td', { class: 'none' }, element('span', { class: 'unseen' }, 'no finding'));
		}
		const finding = at(report.data.findings, index);
		const { mark, word } = finding;
		const evidence = report.text(finding.textEvidence);
		const anchor = link(
			permalinks.of(index),
			{
				class: `cell m-${mark}`,
				tabindex: anchors.size === 0 ? 0 : -1,
				title: isTight && evidence !== '' ? `${mark}: ${evidence}` : mark,
			},
			`${signs[mark]} ${word}`,
			isTight || evidence === '' ? null : element('small', {}, evidence),
		);
		anchors.set(index, anchor);
		return element(
			'td',
			{ class: isChosen(index) ? `is-${mark}` : 'faded', colspan: colspan === 1 ? null : colspan },
			anchor,
		);
	};
	return {
		show,
		finish,
		focus: (finding) => {
			if (!anchors.has(finding)) finish();
			anchors.get(finding)?.focus();
		},
	};
}

function chosenRows(
	families: ReadonlyMap<string, readonly MatrixRow[]>,
	isChosen: (index: number) => boolean,
): ReadonlyMap<string, readonly MatrixRow[]> {
	const chosen = [...families].map(
		([family, rows]) => [family, rows.filter((row) => membersOf(row).some(isChosen))] as const,
	);
	return new Map(chosen.filter(([, rows]) => rows.length > 0));
}

function membersOf({ cells, spans }: MatrixRow): readonly number[] {
	return [...cells.values(), ...spans.values()].flat();
}

function counted(
	families: ReadonlyMap<string, readonly MatrixRow[]>,
	isChosen: (index: number) => boolean,
): readonly [variants: number, findings: number] {
	const rows = [...families.values()].flat();
	const variants = new Set(rows.map(({ variant }) => variant.id)).size;
	return [variants, rows.flatMap(membersOf).filter(isChosen).length];
}

function familyRow(
	report: Report,
	family: string,
	rows: readonly MatrixRow[],
	columns: number,
	isChosen: (index: number) => boolean,
): HTMLElement {
	const found = rows.flatMap(membersOf).filter(isChosen);
	const counts = marks.flatMap((mark) => {
		const size = found.filter((index) => at(report.data.findings, index).mark === mark).length;
		return size === 0
			? []
			: [element('span', { class: `m-${mark}` }, `${signs[mark]} ${size} ${mark}`)];
	});
	return element(
		'tr',
		{ class: 'family' },
		element(
			'th',
			{ scope: 'rowgroup', colspan: columns + 1 },
			element('span', { class: 'stay' }, element('strong', {}, family), ' ', ...counts),
		),
	);
}

function rowHead({ variant, instance }: MatrixRow): HTMLElement {
	const { id, title, severity } = variant;
	return element(
		'th',
		{ scope: 'row' },
		element('code', {}, id),
		' ',
		element('span', { class: `tag severity-${severity}` }, severity),
		element('span', { class: 'title' }, instance === null ? title : `${title} (${instance})`),
	);
}

/** With them the width of a column does not depend on what is still to be drawn. */
function widths(columns: number): HTMLElement {
	const cells = Array.from({ length: columns }, () => element('col', { class: 'one' }));
	return element('colgroup', {}, element('col', { class: 'head' }), ...cells);
}

/** Columns up to which a cell has room for what the target showed. */
const mostRoomy = 8;
/** At a stretch; the page answers in between. */
const drawingMs = 30;
const longestMs = 500;
