import { family, type Variant } from '../../fixtures/variant.ts';
import { anchor, code, table } from './markdown.ts';

const start = '<!-- catalogue:start -->';
const end = '<!-- catalogue:end -->';

/** The README with its table of variants renewed; `null` when it has no place for one. */
export function withCatalogue(readme: string, variants: readonly Variant[]): string | null {
	const from = readme.indexOf(start);
	const to = readme.indexOf(end, from);
	if (from < 0 || to < 0) return null;
	const rows = variants.map(({ id, title, expect, severity }) => [
		`[${code(id)}](docs/variants/${family({ id })}.md#${anchor(id)})`,
		title,
		expect,
		severity,
	]);
	const list = table(['variant', 'what is presented', 'expected', 'severity'], rows);
	return `${readme.slice(0, from + start.length)}\n\n${list}\n\n${readme.slice(to)}`;
}
