/** Arrow keys in the matrix: it is one stop of the Tab key. */

/** Moves the focus between the links of a table's cells. */
export function walkCells(table: HTMLTableElement): void {
	const select = (to: HTMLElement | null | undefined): void => {
		if (to === null || to === undefined) return;
		for (const old of table.querySelectorAll('a.cell[tabindex="0"]')) {
			old.setAttribute('tabindex', '-1');
		}
		to.setAttribute('tabindex', '0');
		to.focus();
	};
	table.addEventListener('focusin', ({ target }) => {
		if (!(target instanceof HTMLElement) || !target.matches('a.cell')) return;
		for (const old of table.querySelectorAll('a.cell[tabindex="0"]')) {
			if (old !== target) old.setAttribute('tabindex', '-1');
		}
		target.setAttribute('tabindex', '0');
	});
	table.addEventListener('keydown', (event) => {
		const { target: from, key } = event;
		if (!(from instanceof HTMLElement) || !from.matches('a.cell')) return;
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const to = neighbour(table, from, key);
		if (to === undefined) return;
		event.preventDefault();
		select(to);
	});
}

/** `undefined`: the key means nothing here; `null`: there is no cell that way. */
function neighbour(
	table: HTMLTableElement,
	from: HTMLElement,
	key: string,
): HTMLElement | null | undefined {
	const row = from.closest('tr');
	if (row === null) return undefined;
	const inRow = linksOf(row);
	const at = inRow.indexOf(from);
	switch (key) {
		case 'ArrowRight':
			return inRow[at + 1] ?? null;
		case 'ArrowLeft':
			return inRow[at - 1] ?? null;
		case 'Home':
			return inRow[0] ?? null;
		case 'End':
			return inRow.at(-1) ?? null;
		case 'ArrowDown':
			return below(table, row, from, 1, 1);
		case 'ArrowUp':
			return below(table, row, from, -1, 1);
		case 'PageDown':
			return below(table, row, from, 1, rowsOfPage);
		case 'PageUp':
			return below(table, row, from, -1, rowsOfPage);
		default:
			return undefined;
	}
}

/** The link that stands next to straight below or above, so many rows with links away. */
function below(
	table: HTMLTableElement,
	row: HTMLTableRowElement,
	from: HTMLElement,
	step: 1 | -1,
	rows: number,
): HTMLElement | null {
	const position = middle(from);
	let found: HTMLElement | null = null;
	let left = rows;
	for (let at = row.rowIndex + step; left > 0; at += step) {
		const next = table.rows[at];
		if (next === undefined) break;
		const links = linksOf(next);
		if (links.length === 0) continue;
		left -= 1;
		found = links.reduce((best, it) =>
			Math.abs(middle(it) - position) < Math.abs(middle(best) - position) ? it : best,
		);
	}
	return found;
}

function linksOf(row: HTMLTableRowElement): readonly HTMLElement[] {
	return [...row.querySelectorAll<HTMLElement>('a.cell')];
}

function middle(link: HTMLElement): number {
	const { left, width } = link.getBoundingClientRect();
	return left + width / 2;
}

const rowsOfPage = 10;
