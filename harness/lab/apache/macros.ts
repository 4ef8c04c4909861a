/** mod_macro: a macro is read where it is used, since one use may be edited unlike another. */
import type { Directive, Section } from './config-tree.ts';

/** A `<Macro>` that was read. */
export interface Macro {
	/** In lower case. */
	readonly name: string;
	readonly parameters: readonly string[];
	readonly section: Section;
}

/** Reads the opening tag of a `<Macro>`. */
export function macroOf(section: Section): Macro {
	const [name = '', ...parameters] = section.words.map(({ text }) => text);
	return { name: name.toLowerCase(), parameters, section };
}

/** The text of a macro with its parameters filled in, on the lines on which it stands in its file. */
export function expandMacro({ parameters, section }: Macro, { words }: Directive): string {
	const { text } = section.file;
	const before = text.slice(0, section.end).split('\n').length - 1;
	const body = text.slice(section.end, section.closing.start);
	const given = words.slice(1).map((word) => word.text);
	// The longest name first: $host is no beginning of $hostname.
	const named = parameters
		.map((parameter, index) => [parameter, given[index] ?? ''] as const)
		.toSorted(([one], [other]) => other.length - one.length);
	const filled = named.reduce((all, [name, value]) => all.replaceAll(name, () => value), body);
	return `${'\n'.repeat(before)}${filled}`;
}
