/** One line per variant: what the target did on each TLS version. */
import type { Finding } from '../harness/finding.ts';
import { tlsNumber } from './case-name.ts';
import { printable } from './escape.ts';
import { evidence, ownReason } from './finding-text.ts';
import { groupBy } from './group-by.ts';
import { reportWidth, wrap } from './layout.ts';
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

/**
 * `findings` are those of one variant at one place, and stand for other places that ended alike;
 * `places` says so at the end.
 */
export function renderRow(
	findings: readonly Finding[],
	name: string,
	style: Style,
	places = '',
): string {
	const worst = findings.map(mark).toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0];
	const verdicts = new Set(findings.map((finding) => finding.verdict ?? 'nothing'));
	const verdict = verdicts.size === 1 ? [...verdicts].join('') : '';
	const seenText = (finding: Finding): string => {
		const own = verdict === '' ? (finding.verdict ?? 'nothing') : '';
		return printable(`${own} ${evidence(finding)}`.trim(), 120);
	};
	const shown = groupBy(findings, (it) => JSON.stringify([seenText(it), reasonText(it)]));
	const seen = [...shown.values()].map((members) => {
		const versions = new Set(members.flatMap((it) => tlsNumber(it) ?? []));
		const tls = [...versions].toSorted().join(', ');
		const text = [tls, seenText(members[0])].filter((part) => part !== '').join(' ');
		return { tls, text, reason: reasonText(members[0]) };
	});
	const head = `${name}  ${verdict.padEnd(12)}  `;
	const room = reportWidth - margin.length - head.length;
	const tail = places === '' ? '' : `(${places})`;
	const row = `  ${sign(worst ?? 'skipped', style)} ${head}`;
	const whole = seen.map(({ text, reason }) => `${text} ${reason}`.trimEnd());
	if ([...whole, tail].join(' · ').length <= room) {
		return `${row}${whole.join(style.dim(' · '))} ${tail}`.trimEnd();
	}
	const texts = seen.map(({ text }) => text);
	const isOne = texts.join(' · ').length <= room;
	const under = `\n${margin}${' '.repeat(head.length)}`;
	const told = seen.filter(({ reason }) => reason !== '');
	const reasons = told.map(({ tls, reason }) => (seen.length > 1 ? `${tls} ${reason}` : reason));
	const more = [...reasons, tail].filter((part) => part !== '').join(' ');
	const below = more === '' ? [] : wrap(more, reportWidth - 6).map((line) => `      ${line}`);
	const first = `${row}${texts.join(isOne ? style.dim(' · ') : under)}`.trimEnd();
	return [first, ...below.map((line) => style.dim(line))].join('\n');
}

/** The target's own reason, as far as a row has room for it. */
function reasonText(finding: Finding): string {
	const reason = ownReason(finding);
	return reason === null ? '' : `“${printable(reason, longestReason)}”`;
}

/** UTF-16 units; the whole of it stands in the block and in the JSON report. */
const longestReason = 60;

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
