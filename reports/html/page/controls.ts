/** The form above the matrix. */
import { marks } from '../words.ts';
import { element } from './dom.ts';
import type { FilterName, Filters } from './filters.ts';
import type { Report } from './report.ts';

export interface Controls {
	readonly form: HTMLFormElement;
	/** Shows what is chosen. */
	readonly show: (filters: Filters) => void;
}

/** `onChange` is told what is chosen; `isTyping` while it may change with every key. */
export function makeControls(
	report: Report,
	onChange: (filters: Filters, isTyping: boolean) => void,
): Controls {
	const search = element('input', {
		...{ type: 'search', id: 'filter-q', name: 'q', autocomplete: 'off', spellcheck: 'false' },
		placeholder: 'id, title, message, code',
	});
	const choices = offered(report).map(([name, label, values]) => {
		const select = element(
			'select',
			{ id: `filter-${name}`, name },
			element('option', { value: '' }, 'all'),
			...values.map((value) => element('option', { value }, value)),
		);
		return { name, label, select };
	});
	const reset = element('button', { type: 'button', id: 'reset' }, 'Clear filters');
	const form = element(
		'form',
		{ class: 'filters', role: 'search', 'aria-label': 'Filter the matrix' },
		element('div', { class: 'wide' }, element('label', { for: 'filter-q' }, 'Search'), search),
		...choices.map(({ name, label, select }) =>
			element('div', {}, element('label', { for: `filter-${name}` }, label), select),
		),
		reset,
	);
	const chosen = (): Filters => ({
		...nothing,
		...Object.fromEntries(choices.map(({ name, select }) => [name, select.value])),
		q: search.value,
	});
	const show = (filters: Filters): void => {
		if (search.value !== filters.q) search.value = filters.q;
		for (const { name, select } of choices) select.value = filters[name];
	};
	search.addEventListener('input', () => onChange(chosen(), true));
	search.addEventListener('keydown', (event) => {
		if (event.key !== 'Escape' || search.value === '') return;
		event.preventDefault();
		event.stopPropagation();
		search.value = '';
		onChange(chosen(), true);
	});
	for (const { select } of choices) {
		select.addEventListener('change', () => onChange(chosen(), false));
	}
	reset.addEventListener('click', () => {
		show(nothing);
		onChange(nothing, false);
		search.focus();
	});
	form.addEventListener('submit', (event) => event.preventDefault());
	return { form, show };
}

/** Only what there is a choice of. */
function offered(
	report: Report,
): readonly (readonly [name: FilterName, label: string, values: readonly string[]])[] {
	const { findings, variants, places } = report.data;
	const distinct = (values: readonly (string | null)[]): readonly string[] =>
		[...new Set(values)].filter((value) => value !== null);
	const found = new Set(findings.map(({ mark }) => mark));
	const held = new Set(variants.map(({ severity }) => severity));
	const all: readonly (readonly [FilterName, string, readonly string[]])[] = [
		['outcome', 'Outcome', marks.filter((mark) => found.has(mark))],
		['family', 'Family', distinct(variants.map(({ family }) => family))],
		['severity', 'Severity', severities.filter((severity) => held.has(severity))],
		['tls', 'TLS', distinct(findings.map(({ tls }) => tls)).toSorted()],
		['path', 'Path', distinct(places.map(({ path }) => path))],
		['target', 'Target', distinct(places.map(({ target }) => target))],
	];
	return all.filter(([, , values]) => values.length > 1);
}

const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

const nothing: Filters = {
	...{ q: '', outcome: '', family: '', severity: '' },
	...{ tls: '', path: '', target: '' },
};
