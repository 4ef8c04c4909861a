import { findVariant } from '../../fixtures/catalogue.ts';
import { type Fact, factsOf, seenOf } from '../../fixtures/describe-variant.ts';
import type { Citation, Variant } from '../../fixtures/variant.ts';
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
	const { id, title, why, fix, affected, cites } = variant;
	const seen = seenOf(variant);
	return [
		`## ${id}`,
		`**${sentence(title)}** ${why}`,
		table(['', ''], factsOf(variant).map(row)),
		...cites.map(citation),
		...(seen.length === 0 ? [] : ['**Seen:**', seen.map((it) => `- ${it}`).join('\n')]),
		...(affected === undefined ? [] : [`**Affected:** ${affected}`]),
		`**Fix:** ${fix}`,
	].join('\n\n');
}

function row({ name, kind, values }: Fact): readonly string[] {
	const shown = values.map((it) =>
		kind === 'text' ? it : findVariant(it) === undefined ? code(it) : link(it),
	);
	return [name, shown.join(', ')];
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
