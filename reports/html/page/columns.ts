/** The columns of the matrix: target, server_name, path, TLS version, from the outside in. */
import { element } from './dom.ts';
import { type Filters, isColumnChosen } from './filters.ts';
import type { Report } from './report.ts';

export interface Column {
	readonly place: number;
	readonly target: string;
	readonly name?: string;
	readonly servername: string;
	readonly path: string;
	readonly tls: string | null;
}

/** Those that are chosen, in the order of the run. */
export function columnsOf(report: Report, filters: Filters): readonly Column[] {
	const made = new Map<string, Column>();
	const { places, findings } = report.data;
	for (const { place, tls } of findings) {
		const found = places[place];
		const key = `${place} ${tls}`;
		if (found === undefined || tls === null || made.has(key)) continue;
		made.set(key, { place, tls, ...found });
	}
	const covered = new Set([...made.values()].map(({ target }) => target));
	// What is about no TLS version takes the width of its target, and a column where that has none.
	for (const [place, found] of places.entries()) {
		if (covered.has(found.target)) continue;
		covered.add(found.target);
		made.set(`${place} null`, { place, tls: null, ...found });
	}
	const order = (column: Column): readonly string[] => [
		String(places.findIndex(({ target }) => target === column.target)).padStart(6, '0'),
		column.servername,
		String(column.place).padStart(6, '0'),
		column.tls ?? '',
	];
	return [...made.values()]
		.filter((column) => isColumnChosen(filters, column))
		.map((column) => ({ column, key: order(column).join('\n') }))
		.toSorted((one, other) => (one.key < other.key ? -1 : 1))
		.map(({ column }) => column);
}

/**
 * As many as a browser can draw, in their order. Where there are more: those in which something that is
 * chosen went wrong, then the first.
 */
export function drawableColumns(
	report: Report,
	columns: readonly Column[],
	isChosen: (index: number) => boolean,
): readonly Column[] {
	if (columns.length <= mostColumns) return columns;
	const wrong = new Set<string>();
	for (const [index, { place, tls, mark }] of report.data.findings.entries()) {
		if ((mark === 'fails' || mark === 'inconclusive') && isChosen(index)) {
			wrong.add(`${place} ${tls}`);
		}
	}
	const isWrong = ({ place, tls }: Column): boolean => wrong.has(`${place} ${tls}`);
	const first = [...columns.filter(isWrong), ...columns.filter((it) => !isWrong(it))];
	const drawn = new Set(first.slice(0, mostColumns));
	return columns.filter((it) => drawn.has(it));
}

/** With some hundred variants they come to some ten thousand cells. */
const mostColumns = 100;

/** The header rows: only levels on which the columns differ, and always the TLS version. */
export function headRows(report: Report, columns: readonly Column[]): readonly HTMLElement[] {
	const levels = [
		...(report.hasTargets ? [(it: Column) => it.name ?? it.target] : []),
		...(report.hasNames ? [(it: Column) => it.servername] : []),
		...(report.hasPaths ? [(it: Column) => it.path] : []),
	];
	const corner = (label: string, rows: number): HTMLElement =>
		element('th', { scope: 'col', rowspan: rows, class: 'corner' }, label);
	const all = [...levels, (it: Column) => (it.tls === null ? 'any TLS' : `TLS ${it.tls}`)];
	return all.map((of, level) => {
		const outer = all.slice(0, level + 1);
		const groups: { readonly label: string; readonly key: string; size: number }[] = [];
		for (const column of columns) {
			const key = JSON.stringify([column.target, ...outer.map((name) => name(column))]);
			const last = groups.at(-1);
			if (last?.key === key) last.size += 1;
			else groups.push({ key, label: of(column), size: 1 });
		}
		const isLast = level === all.length - 1;
		return element(
			'tr',
			{},
			level === 0 ? corner('Variant', all.length) : null,
			...groups.map(({ label, size }) =>
				element(
					'th',
					{ scope: isLast ? 'col' : 'colgroup', colspan: size },
					element('span', { class: 'place' }, label),
				),
			),
		);
	});
}
