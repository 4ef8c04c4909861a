/** `lab apache`: an edited copy of the user's httpd config, run by the httpd of this machine. */
import { chmodSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { isFile, textOf } from '../config/on-this-machine.ts';
import type { Lab, LabGround } from '../lab.ts';
import type { Child } from '../sandbox/child.ts';
import { waitUntil, waitUntilListening } from '../start/wait-until.ts';
import { accessLogName, errorLogName } from './edit-process.ts';
import { blamed } from './blamed.ts';
import { inUsersWords, loggedErrors, startupError } from './own-words.ts';
import { prepareLab, type PreparedLab } from './prepare-lab.ts';
import { findApache, type Program } from './program.ts';
import { readSaid } from './said.ts';

/**
 * Starts httpd with a copy of a whole config or of a site alone.
 * @throws UsageError for a config that cannot be used, with the server's own words about it.
 */
export async function startApache(ground: LabGround, config: string): Promise<Lab> {
	const main = resolve(ground.cwd, config);
	if (!isFile(main)) {
		throw new UsageError(`no such file: ${JSON.stringify(config)}`);
	}
	const program = await findApache(ground);
	// Workers that gave up root must still find what they serve. Keys are 0600.
	if (process.getuid?.() === 0) chmodSync(ground.sandbox.folder, 0o711);
	for (let attempt = 1; ; attempt += 1) {
		const prepared = await prepareLab(ground, { main, shown: config, program, attempt });
		const { child, failure } = await launch(ground, program, prepared);
		if (failure === null) return labOf(config, prepared, child);
		await child.stop();
		// Somebody else took a port that was free a moment ago.
		if (attempt < 3 && /in use|could not bind|no listening sockets/iu.test(failure)) continue;
		throw new UsageError(failure);
	}
}

interface Launched {
	readonly child: Child;
	/** Why it does not listen; `null` where it does. */
	readonly failure: string | null;
}

async function launch(
	{ sandbox, startupMs, signal }: LabGround,
	program: Program,
	{ main, env, sockets, copies, folder, nodes }: PreparedLab,
): Promise<Launched> {
	const child = sandbox.start({
		command: program.path,
		args: ['-D', 'FOREGROUND', '-f', main],
		cwd: folder,
		env,
	});
	// It listens before it looks at keys and ciphers; its process file is there after that.
	const processFile = join(folder, 'run', 'httpd.pid');
	const running = await waitUntil(child, () => existsSync(processFile), { startupMs, signal });
	const [state = running] = await Promise.all(
		sockets
			.slice(0, running === 'ready' ? 1 : 0)
			.map(({ lab }) =>
				waitUntilListening(child, { host: '127.0.0.1', port: lab }, { startupMs, signal }),
			),
	);
	switch (state) {
		case 'ready':
			return { child, failure: null };
		case 'late':
			return { child, failure: `httpd does not listen after ${startupMs} ms` };
		case 'aborted':
			return { child, failure: 'interrupted before httpd listened' };
		case 'ended': {
			const logged = startupError(textOf(join(folder, 'logs', errorLogName)) ?? '');
			const said = child.output().trim().split('\n').at(-1) ?? '';
			const words = logged ?? (said === '' ? (child.ended() ?? '') : said);
			const shown = inUsersWords(words, copies).slice(0, 500);
			const at = blamed(words, nodes);
			return { child, failure: `${at}httpd did not start: ${shown}` };
		}
	}
}

function labOf(
	config: string,
	{ servers, unasked, notes, files, folder }: PreparedLab,
	child: Child,
): Lab {
	const log = (name: string): string => textOf(join(folder, 'logs', name)) ?? '';
	return {
		source: `apache ${config}`,
		servers,
		unasked,
		notes,
		files,
		ended() {
			const end = child.ended();
			if (end === null) return null;
			const [last] = loggedErrors(log(errorLogName));
			return last === undefined ? end : `${end}: ${last}`;
		},
		stop: () => child.stop(),
		said() {
			// Folders that stand in for the user's are named as his.
			const errors = log(errorLogName).replaceAll(join(folder, 'content'), '');
			return Promise.resolve(readSaid(errors, log(accessLogName)));
		},
	};
}
