import { families } from '../../fixtures/catalogue.ts';
import { family, type Variant } from '../../fixtures/variant.ts';
import { anchor, code, table } from './markdown.ts';

const start = '<!-- catalogue:start -->';
const end = '<!-- catalogue:end -->';

/** The README with its table of variants renewed; `null` when it has no place for one. */
export function withCatalogue(readme: string, variants: readonly Variant[]): string | null {
	const from = readme.indexOf(start);
	const to = readme.indexOf(end, from);
	if (from < 0 || to < 0) return null;
	const byFamily = families.map((name) => {
		const members = variants.filter((it) => family(it) === name);
		return [`[${code(name)}](docs/catalogue/${name}.md)`, String(members.length), summary(members)];
	});
	const rows = variants.map(({ id, title, expect, severity }) => [
		`[${code(id)}](docs/catalogue/${family({ id })}.md#${anchor(id)})`,
		title,
		expect,
		severity,
	]);
	const list = [
		table(['family', 'variants', 'expected'], byFamily),
		`<details><summary>All ${variants.length} variants</summary>`,
		table(['variant', 'what is presented', 'expected', 'severity'], rows),
		'</details>',
	].join('\n\n');
	return `${readme.slice(0, from + start.length)}\n\n${list}\n\n${readme.slice(to)}`;
}

function summary(variants: readonly Variant[]): string {
	const expectations = ['reject', 'accept', 'either'] as const;
	return expectations
		.map((it) => [variants.filter(({ expect }) => expect === it).length, it] as const)
		.filter(([count]) => count > 0)
		.map(([count, it]) => `${count} ${it}`)
		.join(', ');
}
