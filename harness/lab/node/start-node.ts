/** `lab node`: the user's own script, unchanged, under a preload that gives it the PKI of the lab. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabAuthorities } from '../authorities.ts';
import { textOf } from '../config/on-this-machine.ts';
import { shownCommand } from '../exec/shown-command.ts';
import type { Lab, LabGround } from '../lab.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { endWithWords } from '../start/last-words.ts';
import { createAnswers } from './answers.ts';
import { askedServers } from './asked-servers.ts';
import { labNotes } from './lab-notes.ts';
import { labServers, type ServersOf, unaskedServers } from './lab-servers.ts';
import { loadedFiles } from './loaded-files.ts';
import { nodeArguments, type NodeScript, preloadingOptions } from './node-command.ts';
import { openPost } from './post.ts';
import { preloadFile } from './preload-file.ts';
import { startFailure, thrown } from './start-failure.ts';
import { waitUntilServing } from './wait-until-serving.ts';

/**
 * Starts a Node script and finds out what it listens with.
 * @throws UsageError where it is not there, ends with an error, or does not listen in time.
 */
export async function startNode(ground: LabGround, command: NodeScript): Promise<Lab> {
	const { authorities, cwd, sandbox } = ground;
	const { script } = command;
	const file = scriptFile(script, cwd);
	const program = `node ${script}`;
	const answers = createAnswers(authorities, sandbox, cwd);
	const post = openPost(sandbox, (asked) => answers.answer(asked));
	const node = ground.binary ?? process.execPath;
	const preload = sandbox.write(
		'node/preload.cjs',
		`require(${JSON.stringify(preloadFile())}).preload(${JSON.stringify(post.folder)});\n`,
	);
	const extra = extraCertificates(ground.env, cwd, authorities, sandbox);
	const child = sandbox.start({
		command: node,
		args: nodeArguments(command, { node, file }),
		cwd,
		env: {
			...ground.env,
			...extra?.env,
			NODE_OPTIONS: preloadingOptions(preload, ground.env['NODE_OPTIONS']),
		},
	});
	const outcome = await waitUntilServing(child, () => post.reports(), ground);
	const stop = async (): Promise<void> => {
		if (child.ended() === null) await post.quiet();
		await child.stop();
		post.close();
	};
	const reports = post.reports();
	if (outcome !== 'ready') {
		const ended = child.ended();
		const { startupMs } = ground;
		await stop();
		if (outcome === 'aborted') throw new UsageError(`${program}: interrupted before it listened`);
		throw startFailure({ program, cwd, ended, output: child.output(), reports, startupMs });
	}
	const of: ServersOf = {
		servers: askedServers(reports),
		authorities,
		extra: extra?.source ?? null,
		script,
		cwd,
	};
	return {
		source: `node ${shownCommand(asTyped(command))}`,
		servers: labServers(of),
		unasked: unaskedServers(of),
		get notes() {
			return labNotes(of, post.reports(), answers.missing());
		},
		files: loadedFiles(file),
		ended() {
			const ended = child.ended();
			const threw = thrown({ program, cwd, reports: post.reports() });
			return ended === null || threw === null ? endWithWords(child) : `${ended}: ${threw}`;
		},
		stop,
		said: async () =>
			post
				.reports()
				.flatMap((it) =>
					it.kind === 'connection' ? [{ port: it.port, at: it.at, reason: it.reason }] : [],
				),
	};
}

/** What stands behind `lab node`. */
function asTyped({ script, args, nodeArgs }: NodeScript): readonly string[] {
	return [
		...nodeArgs.map((it) => `--node-option=${it}`),
		script,
		...(args.length > 0 ? ['--', ...args] : []),
	];
}

/** As Node finds it: also a folder, or a name without its ending. */
function scriptFile(script: string, cwd: string): string {
	const file = resolve(cwd, script);
	try {
		return createRequire(join(cwd, 'resolve.js')).resolve(file);
	} catch {
		if (existsSync(file)) return file;
		throw new UsageError(`${script}: there is no such script`, 'name the file that node is to run');
	}
}

interface Extra {
	readonly source: string;
	readonly env: Readonly<Record<string, string>>;
}

/** `NODE_EXTRA_CA_CERTS` is part of what servers without `ca` trust: the lab's CA goes with it. */
function extraCertificates(
	env: LabGround['env'],
	cwd: string,
	authorities: LabAuthorities,
	sandbox: Sandbox,
): Extra | null {
	const named = env['NODE_EXTRA_CA_CERTS'];
	if (named === undefined || named === '') return null;
	const file = resolve(cwd, named);
	const original = textOf(file) ?? '';
	const authority = authorities.of(named, original);
	const path = sandbox.write(`node/extra-${basename(file)}`, `${original}\n${authority.pem}`);
	return { source: named, env: { NODE_EXTRA_CA_CERTS: path } };
}
