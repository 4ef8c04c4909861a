/** Workflow commands of GitHub Actions: lines of the log that the runner obeys. */

/** The commands that make annotations. */
export type AnnotationKind = 'error' | 'warning' | 'notice';

/** What an annotation is about. Nothing of it needs to be escaped before. */
export interface Annotation {
	readonly kind: AnnotationKind;
	readonly title: string;
	/** May have several lines. */
	readonly message: string;
	readonly file: string | null;
	/** From 1. */
	readonly line: number | null;
}

/** One line, as the runner parses it; no text in it ends the command or begins another. */
export function workflowCommand({ kind, title, message, file, line }: Annotation): string {
	const properties = [
		...(file === null ? [] : [`file=${property(file)}`]),
		...(file === null || line === null ? [] : [`line=${line}`]),
		`title=${property(title)}`,
	];
	return `::${kind} ${properties.join(',')}::${data(message)}`;
}

function data(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
	return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
