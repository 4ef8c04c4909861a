/** Lines of a terminal report: wrapped and indented plain text. */

/** Breaks at spaces so that lines keep within `width`; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line];
}

/** A label and its text, later lines under the first. */
export function labelled(label: string, lines: readonly string[]): readonly string[] {
	return lines.map((line, index) => `    ${(index === 0 ? label : '').padEnd(10)} ${line}`);
}

/** A text that begins with `head`, later lines indented as far. */
export function hanging(head: string, text: string): readonly string[] {
	return wrap(text, reportWidth - head.length).map((line, index) =>
		index === 0 ? `${head}${line}` : `${' '.repeat(head.length)}${line}`,
	);
}

/** Columns that a terminal report keeps within. */
export const reportWidth = 100;
