/** Text in a cell of a table: a pipe or a line break would end it. */
export function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Rows of a table below its heads. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
	return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
	return `\`${text}\``;
}

/** The anchor that GitHub and GitLab give to a heading. */
export function anchor(heading: string): string {
	return heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
		.replaceAll(/\s/gu, '-');
}
