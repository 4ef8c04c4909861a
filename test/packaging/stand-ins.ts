/**
 * Commands that stand before `npm` and `npx` on PATH: scripts of CI systems run as they are, with the
 * command line of these sources in place of the published package.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { bundledCli } from '../bundled-cli.ts';

export interface StandIns {
	/** `PATH` and what the commands need. */
	readonly env: Readonly<Record<string, string>>;
	/** The file where the recorder leaves the arguments of the tool: a JSON array a line. */
	readonly recorded: string;
}

/** What the commands run: the sources, a recorder of arguments, or what npm installed of an archive. */
export type StoodIn = 'bundle' | 'recorder' | { readonly installed: string; readonly from: string };

/**
 * Writes the commands into a folder. They refuse any package but `mtls-gauntlet@<version>`, or the
 * archive.
 */
export async function writeStandIns(
	folder: string,
	version: string,
	tool: StoodIn,
): Promise<StandIns> {
	const recorded = join(folder, 'arguments.jsonl');
	mkdirSync(folder, { recursive: true });
	const run = `exec ${await toolCommand(tool, folder, recorded)} "$@"`;
	const wanted = typeof tool === 'object' ? tool.from : `mtls-gauntlet@${version}`;
	command(folder, 'mtls-gauntlet', run);
	command(
		folder,
		'npx',
		`[ "$1 $2" = "--yes mtls-gauntlet@${version}" ] || { echo "npx $*"; exit 99; }\nshift 2\n${run}`,
	);
	command(
		folder,
		'npm',
		`for last; do :; done
[ "$last" = ${quote(wanted)} ] || { echo "npm $*"; exit 99; }
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/.bin"
ln -s ${quote(join(folder, 'mtls-gauntlet'))} "$2/node_modules/.bin/mtls-gauntlet"`,
	);
	for (const name of ['sudo', 'apt-get', 'apk']) command(folder, name, 'exit 0');
	const path = [folder, process.env['PATH'] ?? ''].join(delimiter);
	return { env: { PATH: path }, recorded };
}

async function toolCommand(tool: StoodIn, folder: string, recorded: string): Promise<string> {
	if (typeof tool === 'object') return quote(tool.installed);
	const recorder = join(folder, 'recorder.mjs');
	writeFileSync(
		recorder,
		`import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(recorded)}, JSON.stringify(process.argv.slice(2)) + '\\n');`,
	);
	const script = tool === 'bundle' ? await bundledCli() : recorder;
	return `${quote(process.execPath)} ${quote(script)}`;
}

function command(folder: string, name: string, body: string): void {
	const file = join(folder, name);
	writeFileSync(file, `#!/bin/sh\n${body}\n`);
	chmodSync(file, 0o755);
}

function quote(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
