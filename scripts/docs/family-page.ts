import type { Citation, ProbeVariant, Variant } from '../../fixtures/variant.ts';
import { anchor, code, table } from './markdown.ts';

/** The page of one family: everything that its variants say of themselves. */
export function familyPage(name: string, variants: readonly Variant[]): string {
	const contents = variants.map(({ id, title, expect }) => [
		`[${code(id)}](#${anchor(id)})`,
		title,
		expect,
	]);
	return [
		'<!-- generated from fixtures/variants: do not edit -->',
		`# ${name}`,
		table(['variant', 'what is presented', 'expected'], contents),
		...variants.map(section),
	]
		.join('\n\n')
		.concat('\n');
}

function section(variant: Variant): string {
	const { id, title, why, fix, cites } = variant;
	return [
		`## ${id}`,
		`**${sentence(title)}** ${why}`,
		table(['', ''], variant.kind === 'probe' ? probeRows(variant) : rows(variant)),
		...cites.map(citation),
		`**Fix:** ${fix}`,
	].join('\n\n');
}

function rows({ level, severity, expect }: Variant): readonly (readonly string[])[] {
	return [
		['expected', expect],
		['level', level],
		['severity', severity],
	];
}

function probeRows(variant: ProbeVariant): readonly (readonly string[])[] {
	const { reference, alerts, needs, twin, closerTwin, limit, around } = variant;
	const verifies = variant.expect === 'reject' ? 'has no code for it' : 'OK';
	return [
		...rows(variant),
		['OpenSSL', reference === null ? verifies : code(reference)],
		...(alerts.length > 0 ? [['alerts', alerts.map(code).join(', ')]] : []),
		['needs', needs.length > 0 ? needs.map(code).join(', ') : 'nothing'],
		...(twin === null ? [] : [['twin', link(twin)]]),
		...(closerTwin === undefined ? [] : [['closer twin, where it can be built', link(closerTwin)]]),
		...(around === undefined ? [] : [['goes around', link(around)]]),
		...(limit === undefined ? [] : [['limit when refused', limit]]),
	];
}

function link(id: string): string {
	const [page = ''] = id.split('/');
	return `[${code(id)}](${page}.md#${anchor(id)})`;
}

function citation({ section: where, quote }: Citation): string {
	return `> ${quote}\n>\n> ${where}`;
}

function sentence(title: string): string {
	return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}.`;
}
