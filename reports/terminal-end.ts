/** The last lines of a terminal report: what narrows the run, what would widen it, the result. */
import type { Run } from '../harness/finding.ts';
import { conclusionText } from './conclusion-text.ts';
import { printable } from './escape.ts';
import { groupBy } from './group-by.ts';
import { hanging } from './layout.ts';
import type { Style } from './style.ts';

/** What the target refuses although it is sound; what all targets have in common once. */
export function renderLimits({ targets }: Run): readonly string[] {
	const all = targets.flatMap(({ url, limits }) => limits.map((limit) => ({ url, limit })));
	const lines = [...groupBy(all, ({ limit }) => limit)].flatMap(([limit, those]) => {
		const of = new Set(those.map(({ url }) => url)).size === targets.length ? [] : those;
		const where = of.map(({ url }) => printable(url)).join(', ');
		return hanging('  - ', where === '' ? printable(limit) : `${where}: ${printable(limit)}`);
	});
	return lines.length === 0 ? [] : ['limits of the target', ...lines];
}

/** What would make the run say more. */
export function renderHints(run: Run, style: Style): readonly string[] {
	return run.hints.flatMap((hint) =>
		hanging('hint: ', printable(hint)).map((line) => line.replace(/^hint:/u, style.cyan)),
	);
}

/** The numbers, and what they mean for the exit code. */
export function renderConclusion(run: Run, style: Style): readonly string[] {
	const { planned, conforms, deviates, waived, inconclusive, skipped, fails } = run.summary;
	const parts = [
		style.green(`${conforms} ${conforms === 1 ? 'conforms' : 'conform'}`),
		...(deviates === 0 ? [] : [style.red(deviations(deviates, fails))]),
		...(waived === 0 ? [] : [style.yellow(`${waived} waived`)]),
		...(inconclusive === 0 ? [] : [style.magenta(`${inconclusive} inconclusive`)]),
	];
	const seconds = (run.durationMs / 1000).toFixed(1);
	const rest = skipped === 0 ? '' : `; ${skipped} skipped`;
	return [`${planned} planned: ${parts.join(', ')}${rest} (${seconds} s)`, conclusion(run, style)];
}

function deviations(deviates: number, fails: number): string {
	return `${deviates} ${deviates === 1 ? 'deviates' : 'deviate'} (${fails} ${fails === 1 ? 'fails' : 'fail'})`;
}

function conclusion(run: Run, style: Style): string {
	if (run.interrupted) {
		return style.magenta(
			`interrupted: this report is partial; so far: ${run.conclusion} (exit 130)`,
		);
	}
	const text = conclusionText(run);
	switch (run.conclusion) {
		case 'conforms':
			return style.green(`${text} (exit 0)`);
		case 'deviates':
			return style.red(`${text} (exit 1)`);
		case 'inconclusive':
			return style.magenta(`${text} (exit 3)`);
	}
}
