/** One line per variant: what the target did on each TLS version. */
import type { Finding } from '../harness/finding.ts';
import { tlsNumber } from './case-name.ts';
import { printable } from './escape.ts';
import { evidence } from './finding-text.ts';
import { groupBy } from './group-by.ts';
import { reportWidth } from './layout.ts';
import type { Style } from './style.ts';

/** How a finding ended, worst last: a row shows the worst of its versions. */
export type Mark = 'skipped' | 'conforms' | 'waived' | 'deviates' | 'inconclusive' | 'fails';

/** The mark of one finding. */
export function mark({ outcome, fails }: Pick<Finding, 'outcome' | 'fails'>): Mark {
	return outcome === 'deviates' && fails ? 'fails' : outcome;
}

/** The sign of a mark, coloured. */
export function sign(of: Mark, style: Style): string {
	switch (of) {
		case 'conforms':
			return style.green('✓');
		case 'waived':
			return style.yellow('~');
		case 'deviates':
			return style.yellow('!');
		case 'fails':
			return style.red('✗');
		case 'inconclusive':
			return style.magenta('?');
		case 'skipped':
			return style.dim('-');
	}
}

/** `findings` are those of one variant: same id, path, servername, target and instance. */
export function renderRow(findings: readonly Finding[], name: string, style: Style): string {
	const worst = findings.map(mark).toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
	const verdicts = new Set(findings.map((finding) => finding.verdict ?? 'nothing'));
	const verdict = verdicts.size === 1 ? [...verdicts].join('') : '';
	const shown = groupBy(findings, (finding) =>
		[...(verdict === '' ? [finding.verdict ?? 'nothing'] : []), evidence(finding)].join(' ').trim(),
	);
	const versions = [...shown].map(([text, members]) => {
		const tls = members
			.flatMap((it) => tlsNumber(it) ?? [])
			.toSorted()
			.join(', ');
		return [tls, printable(text, 120)].filter((part) => part !== '').join(' ');
	});
	const head = `${name}  ${verdict.padEnd(12)}  `;
	const isLong = margin.length + head.length + versions.join(' · ').length > reportWidth;
	const between = isLong ? `\n${margin}${' '.repeat(head.length)}` : style.dim(' · ');
	return `  ${sign(worst ?? 'skipped', style)} ${head}${versions.join(between)}`.trimEnd();
}

/** As wide as the sign and what is around it. */
const margin = ' '.repeat(4);

const order: readonly Mark[] = [
	'skipped',
	'conforms',
	'waived',
	'deviates',
	'inconclusive',
	'fails',
];
