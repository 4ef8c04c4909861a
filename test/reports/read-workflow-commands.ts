/** Reads a log as the runner of GitHub Actions does (its ActionCommand.cs), for tests. */

export interface WorkflowCommand {
	readonly name: string;
	readonly properties: Readonly<Record<string, string>>;
	readonly data: string;
}

/** Every line of a log that the runner would obey. */
export function readWorkflowCommands(log: string): readonly WorkflowCommand[] {
	return log.split(/\r\n|\r|\n/u).flatMap((line) => bracketed(line) ?? colons(line) ?? []);
}

/** `::name key=value,key=value::data`, after any white space. */
function colons(line: string): WorkflowCommand | null {
	const text = line.trimStart();
	const end = text.indexOf('::', 2);
	if (!text.startsWith('::') || end < 0) return null;
	const info = text.slice(2, end);
	return command(info, ',', text.slice(end + 2));
}

/** `##[name key=value;key=value]data`, anywhere in a line. */
function bracketed(line: string): WorkflowCommand | null {
	const start = line.indexOf('##[');
	const end = line.indexOf(']', start);
	if (start < 0 || end < 0 || line.trimStart().startsWith('::')) return null;
	return command(line.slice(start + 3, end), ';', line.slice(end + 1));
}

function command(info: string, separator: string, data: string): WorkflowCommand | null {
	const space = info.indexOf(' ');
	const name = space < 0 ? info : info.slice(0, space);
	// The runner compares without regard to case.
	if (!known.includes(name.toLowerCase())) return null;
	const pairs = space < 0 ? [] : info.slice(space + 1).split(separator);
	const properties = pairs.flatMap((pair): (readonly [string, string])[] => {
		const equals = pair.indexOf('=');
		return equals < 0 ? [] : [[pair.slice(0, equals).trim(), unescaped(pair.slice(equals + 1))]];
	});
	return {
		name: name.toLowerCase(),
		properties: Object.fromEntries(properties),
		data: unescaped(data),
	};
}

function unescaped(text: string): string {
	return text
		.replaceAll('%0D', '\r')
		.replaceAll('%0A', '\n')
		.replaceAll('%3A', ':')
		.replaceAll('%2C', ',')
		.replaceAll('%25', '%');
}

const known = [
	...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'stop-commands'],
	...['set-env', 'set-output', 'save-state', 'add-path', 'add-matcher', 'remove-matcher', 'echo'],
];
