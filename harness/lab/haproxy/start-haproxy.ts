/** `lab haproxy <cfg>`: HAProxy with a copy of the user's config. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { Lab, LabGround } from '../lab.ts';
import type { Child } from '../sandbox/child.ts';
import { endWithWords } from '../start/last-words.ts';
import { waitUntilListening } from '../start/wait-until.ts';
import { copyConfig, type HaproxyCopy } from './copy-config.ts';
import { answers, listening } from '../start/listens.ts';
import { errorsSince } from './logging.ts';
import { findHaproxy, type HaproxyProgram } from './program.ts';
import { saidInFile } from './said.ts';
import { inUsersNames, startFailure } from './start-failure.ts';

/**
 * Starts the HAProxy of this machine with a copy of that config.
 * @throws UsageError when there is none, the config cannot be read, or HAProxy does not start.
 */
export async function startHaproxy(ground: LabGround, config: string): Promise<Lab> {
	const { folder } = ground.sandbox;
	if (/[\s"'\\#$]/u.test(folder)) {
		// Its files of lists (`crt-list`) know no quotes.
		throw new UsageError(
			`${dirname(folder)}: HAProxy cannot name files in a folder that is called so`,
			'TMPDIR names another one',
		);
	}
	const path = resolve(ground.cwd, config);
	const text = readConfigFile(path, config);
	const program = await findHaproxy(ground);
	// Somebody else may take a free port before HAProxy does.
	for (let attempt = 1; ; attempt += 1) {
		const copy = await copyConfig({ ground, program, name: config, path, text });
		const child = startCopy(copy, ground, program);
		const end = await waitUntilListening(child, copy.ready, ground);
		if (end === 'ready') return labOf(child, copy, config, program);
		const output = child.output();
		await child.stop();
		if (end === 'aborted') throw new UsageError(`haproxy: interrupted before it listened`);
		if (attempt < 3 && /address already in use/iu.test(output)) continue;
		if (end === 'ended') {
			throw startFailure(output, child.ended() ?? 'ended', copy);
		}
		throw new UsageError(
			`haproxy: does not listen ${ground.startupMs / 1000} s after its start with ${config}`,
		);
	}
}

function startCopy(
	copy: HaproxyCopy,
	{ sandbox, cwd, env }: LabGround,
	program: HaproxyProgram,
): Child {
	// `-db`: in the foreground, whatever the config says.
	const args = ['-db', '-f', copy.path, '-f', copy.readyPath];
	return sandbox.start({ command: program.command, args, cwd, env });
}

async function labOf(
	child: Child,
	copy: HaproxyCopy,
	source: string,
	program: HaproxyProgram,
): Promise<Lab> {
	const { work } = copy;
	// HAProxy answers when all of its listeners are there.
	await answers(copy.ready);
	const asking = await listening(copy.servers.asking);
	const unasked = await listening(copy.servers.unasked);
	const notes = copy.servers.asking
		.filter(({ where }) => !asking.some((it) => it.where === where))
		.map(
			({ where }) =>
				`${where}: does not listen (\`disabled\`, or in an \`.if\` that does not hold)`,
		);
	return {
		source: `haproxy ${source}`,
		servers: asking,
		unasked,
		notes: [
			...new Set(work.notes),
			...new Set(notes),
			...(program.isSince(errorsSince)
				? []
				: [
						`HAProxy ${program.version} does not write why a handshake failed; since ${errorsSince} it does`,
					]),
		],
		files: [...work.files],
		ended: () => endWithWords(child, (text) => inUsersNames(text, copy)),
		stop: () => child.stop(),
		said: () => Promise.resolve(saidInFile(child.outputFile)),
	};
}

function readConfigFile(path: string, name: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const { code = 'unknown error' } = error as NodeJS.ErrnoException;
		throw new UsageError(`${name}: cannot be read (${code})`, null, { cause: error });
	}
}
