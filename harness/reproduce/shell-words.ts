/** Text as a POSIX shell takes it. Pure. */

/** One word, quoted where a shell would read something else in it. */
export function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A format with which `printf` writes the text, octet by octet as latin1. */
export function printfFormat(text: string): string {
	return text.replaceAll(
		/[\\%]|[^\u0020-\u007e]/gu,
		(character) => shortForms.get(character) ?? octal(character),
	);
}

/** The variable that stands for the value of a `--header`, which goes into no report. */
export function headerVariable(name: string): string {
	return `"$HEADER_${name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '_')}"`;
}

const shortForms: ReadonlyMap<string, string> = new Map([
	['\r', '\\r'],
	['\n', '\\n'],
	['\\', '\\\\'],
	['%', '%%'],
]);

function octal(character: string): string {
	const octets =
		character.charCodeAt(0) < 0x100 ? Buffer.from(character, 'latin1') : Buffer.from(character);
	return [...octets].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('');
}
