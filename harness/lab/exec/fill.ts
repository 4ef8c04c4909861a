/**
 * Fills the placeholders in the words of a command: `{port}`. What has two braces (`{{.Names}}`), a
 * `$` in front (`${port}`, the shell's own) or a name that nobody knows stays as it is.
 */
export function fill(word: string, values: ReadonlyMap<string, string>): string {
	return word.replaceAll(placeholder, (written, name: string | undefined) =>
		name === undefined ? written : (values.get(name) ?? written),
	);
}

/** The placeholders of a command that `fill` knows. */
export function placeholdersIn(
	words: readonly string[],
	values: ReadonlyMap<string, string>,
): ReadonlySet<string> {
	const names = words.flatMap((word) =>
		[...word.matchAll(placeholder)].flatMap(([, name]) =>
			name !== undefined && values.has(name) ? [name] : [],
		),
	);
	return new Set(names);
}

const placeholder = /\{\{.*?\}\}|(?<!\$)\{([a-z]+(?:-[a-z]+)*)\}/gu;
