/** Lines of a TAP document. They may be printed to the log of a CI system, which obeys some. */
import { printable } from './escape.ts';

/** One test point. No text of it has a line break; nothing of it is escaped yet. */
export interface TestPoint {
	readonly ok: boolean;
	readonly name: string;
	readonly directive?: readonly [kind: 'SKIP' | 'TODO', reason: string];
	/** Lines of a YAML block. */
	readonly details: readonly string[];
}

/** `number` is from 1. */
export function testPointText({ ok, name, directive, details }: TestPoint, number: number): string {
	const behind = directive === undefined ? '' : ` # ${directive[0]} ${escaped(directive[1])}`;
	const first = `${ok ? 'ok' : 'not ok'} ${number} - ${escaped(name)}${behind}`;
	return `${[first, ...details].join('\n')}\n`;
}

/** A part of YAML that the small readers of TAP 13 consumers take, too. */
export function yamlBlock(
	fields: readonly (readonly [name: string, value: string])[],
	details: readonly string[],
): readonly string[] {
	const shown = details.map((line) => line.trim()).filter((line) => line !== '');
	return [
		'  ---',
		...fields.map(([name, value]) => `  ${name}: ${JSON.stringify(printable(value, longest))}`),
		...(shown.length === 0 ? [] : ['  details: |']),
		...shown.map((line) => `    ${printable(line, longest)}`),
		'  ...',
	];
}

/** `#` begins a directive, and a brace at the end a subtest of node-tap. */
function escaped(text: string): string {
	return printable(text, longest)
		.trim()
		.replaceAll(/[\\#]/gu, (it) => `\\${it}`)
		.replace(/\{$/u, '{.');
}

/** UTF-16 units: nothing that a case says is as long. */
const longest = 10_000;
