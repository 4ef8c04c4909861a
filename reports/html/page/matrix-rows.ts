/** The rows of the matrix: a variant, or one instance of it, and what became of it in every column. */
import type { PageFinding, PageVariant } from '../page-data.ts';
import { marks } from '../words.ts';
import type { Column } from './columns.ts';
import type { Report } from './report.ts';

export interface MatrixRow {
	readonly variant: PageVariant;
	readonly instance: string | null;
	/** Indices of findings by column; the worst first where several stand there. */
	readonly cells: ReadonlyMap<number, readonly number[]>;
	/** Of what is about no TLS version: by target. */
	readonly spans: ReadonlyMap<string, readonly number[]>;
}

/** All rows, by family, in the order of the run. */
export function rowsOf(
	report: Report,
	columns: readonly Column[],
): ReadonlyMap<string, readonly MatrixRow[]> {
	const columnAt = new Map(columns.map(({ place, tls }, index) => [`${place} ${tls}`, index]));
	const targets = new Set(columns.map(({ target }) => target));
	const rows = new Map<string, Growing>();
	for (const [index, finding] of report.data.findings.entries()) {
		const variant = report.variantOf(finding);
		const key = `${variant.id} ${finding.instance ?? ''}`;
		const row = rows.get(key) ?? begin(variant, finding);
		rows.set(key, row);
		if (finding.tls === null) {
			const { target } = report.placeOf(finding);
			if (targets.has(target)) push(row.spans, target, index);
		} else {
			const at = columnAt.get(`${finding.place} ${finding.tls}`);
			if (at !== undefined) push(row.cells, at, index);
		}
	}
	const families = new Map<string, MatrixRow[]>();
	for (const row of rows.values()) {
		for (const members of [...row.cells.values(), ...row.spans.values()]) {
			members.sort((one, other) => weight(report, one) - weight(report, other));
		}
		push(families, row.variant.family, row);
	}
	return families;
}

interface Growing extends MatrixRow {
	readonly cells: Map<number, number[]>;
	readonly spans: Map<string, number[]>;
}

function begin(variant: PageVariant, { instance }: PageFinding): Growing {
	return { variant, instance, cells: new Map(), spans: new Map() };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const known = map.get(key);
	if (known === undefined) map.set(key, [value]);
	else known.push(value);
}

function weight({ data }: Report, index: number): number {
	const finding = data.findings[index];
	return finding === undefined ? marks.length : marks.indexOf(finding.mark);
}
