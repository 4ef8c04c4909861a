/** Types the lines in that reproduce a finding, in a folder where `mtls-gauntlet` is a command. */
import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { bundledCli } from '../bundled-cli.ts';
import { neutralEnvironment, type TemporaryFolder } from '../run-cli.ts';

/** What the last of the lines showed. */
export interface Typed {
	readonly status: number | null;
	readonly alert: number | null;
	/** Both streams. */
	readonly text: string;
}

/** @throws Error when `mtls-gauntlet pki` fails. */
export async function typedIn(
	lines: readonly string[],
	folder: TemporaryFolder,
	env: Readonly<Record<string, string>> = {},
): Promise<Typed> {
	const bin = await bundledCli();
	const shim = `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`;
	chmodSync(folder.write('mtls-gauntlet', shim), 0o755);
	const cwd = folder.path('');
	const path = `${cwd}${delimiter}${process.env['PATH'] ?? ''}`;
	let text = '';
	for (const line of lines) {
		text = await new Promise((resolve, reject) => {
			const options = {
				cwd,
				env: { ...neutralEnvironment(), ...env, PATH: path },
				timeout: 20_000,
			};
			const child = execFile('sh', ['-c', line], options, (error, stdout, stderr) => {
				// openssl fails where the target ends the connection with an alert.
				if (error !== null && line.startsWith('mtls-gauntlet ')) {
					reject(new Error(stderr, { cause: error }));
				} else resolve(`${stdout}\n${stderr}`);
			});
			child.stdin?.end();
		});
	}
	return {
		status: numberIn(/^HTTP\/1\.[01] (\d{3}) /mu, text),
		alert: numberIn(/SSL alert number (\d+)/u, text),
		text,
	};
}

function numberIn(pattern: RegExp, text: string): number | null {
	const found = pattern.exec(text)?.[1];
	return found === undefined ? null : Number(found);
}
