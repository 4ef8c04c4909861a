/** Which findings are shown, and how that is written into the address. */
import type { PageFinding } from '../page-data.ts';
import type { Hash } from './permalink.ts';
import type { Report } from './report.ts';

/** What can be chosen from; an empty text is no restriction. */
export const filterNames = ['q', 'outcome', 'family', 'severity', 'tls', 'path', 'target'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Readonly<Record<FilterName, string>>;

/** Reads `#/?q=…`. */
export function readFilters(hash: string): Filters {
	const query = new URLSearchParams(hash.split('?')[1] ?? '');
	const read = (name: FilterName): string => query.get(name) ?? '';
	return {
		q: read('q'),
		outcome: read('outcome'),
		family: read('family'),
		severity: read('severity'),
		tls: read('tls'),
		path: read('path'),
		target: read('target'),
	};
}

/** The address of what is chosen. */
export function writeFilters(filters: Filters): Hash {
	const query = new URLSearchParams(
		filterNames.flatMap((name) => (filters[name] === '' ? [] : [[name, filters[name]]])),
	);
	return query.size === 0 ? '#/' : `#/?${query}`;
}

/** Whether a column is chosen. */
export function isColumnChosen(
	{ tls, path, target }: Filters,
	column: { readonly tls: string | null; readonly path: string; readonly target: string },
): boolean {
	return (
		(tls === '' || column.tls === null || column.tls === tls) &&
		(path === '' || column.path === path) &&
		(target === '' || column.target === target)
	);
}

/** Whether a finding is chosen, wherever it stands. */
export function chooser(report: Report, filters: Filters): (index: number) => boolean {
	const { outcome, family, severity } = filters;
	const words = filters.q.toLowerCase().split(/\s+/u).filter(Boolean);
	return (index) => {
		const finding = report.data.findings[index];
		if (finding === undefined) return false;
		const variant = report.variantOf(finding);
		return (
			(outcome === '' || finding.mark === outcome) &&
			(family === '' || variant.family === family) &&
			(severity === '' || variant.severity === severity) &&
			(words.length === 0 || has(report, finding, index, words))
		);
	};
}

function has(
	report: Report,
	finding: PageFinding,
	index: number,
	words: readonly string[],
): boolean {
	const known = haystacks.get(report) ?? [];
	haystacks.set(report, known);
	const { id, title, reference } = report.variantOf(finding);
	const text = (known[index] ??= [
		...[id, title, reference ?? '', finding.instance ?? '', finding.word],
		...[report.text(finding.textMessage), report.text(finding.textEvidence)],
		...(finding.details?.facts ?? []).map(([, fact]) => fact),
	]
		.join('\n')
		.toLowerCase());
	return words.every((word) => text.includes(word));
}

const haystacks = new WeakMap<Report, string[]>();
