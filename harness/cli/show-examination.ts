/** What `doctor` found, as text or as JSON. What a target sent is escaped. */
import { printable } from '../../reports/escape.ts';
import { hanging, reportWidth, wrap } from '../../reports/layout.ts';
import { type Style, style } from '../../reports/style.ts';
import type { Check, Examination } from '../doctor/check.ts';
import { tool } from '../tool.ts';

/** The checks for people: what is wrong stands with what to do about it. */
export function examinationText(examination: Examination, color: boolean): string {
	const colors = style(color);
	const head = `${tool.name} ${tool.version} doctor`;
	return [
		`${colors.bold(head)} · ${printable(examination.url)}`,
		'',
		...examination.checks.flatMap((check) => checkLines(check, colors)),
		'',
		conclusion(examination, colors),
		'',
	].join('\n');
}

/** The same for programs; docs/doctor.md says what stands in it. */
export function examinationJson(examination: Examination): string {
	return `${JSON.stringify({ schemaVersion: 1, tool, ...examination }, null, '\t')}\n`;
}

function checkLines({ id, state, says, todo }: Check, colors: Style): readonly string[] {
	const indent = ' '.repeat(4 + idWidth);
	const [first = '', ...rest] = wrap(printable(says), reportWidth - indent.length);
	return [
		`  ${sign(state, colors)} ${id.padEnd(idWidth)}${first}`,
		...rest.map((line) => `${indent}${line}`),
		...todo.flatMap((it) =>
			hanging(`${indent}${arrow} `, printable(it)).map((line) =>
				line.replace(arrow, colors.cyan(arrow)),
			),
		),
	];
}

function sign(state: Check['state'], colors: Style): string {
	switch (state) {
		case 'ok':
			return colors.green('✓');
		case 'warning':
			return colors.yellow('!');
		case 'problem':
			return colors.red('✗');
	}
}

function conclusion(examination: Examination, colors: Style): string {
	const { checks, couldConclude } = examination;
	const count = (state: Check['state']): string => {
		const number = checks.filter((it) => it.state === state).length;
		return `${number} ${state}${number === 1 ? '' : 's'}`;
	};
	return couldConclude
		? colors.green(`a run could conclude: ${count('warning')} (exit 0)`)
		: colors.red(`a run could not conclude: ${count('problem')}, ${count('warning')} (exit 3)`);
}

const idWidth = 'certificate-request'.length + 2;
const arrow = '→';
