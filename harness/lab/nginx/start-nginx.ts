/** `lab nginx`: the user's own config, on ports of loopback. */
import type { Lab, LabGround } from '../lab.ts';
import type { Child } from '../sandbox/child.ts';
import { UsageError } from '../../usage-error.ts';
import { endWithWords } from '../start/last-words.ts';
import { waitUntilListening } from '../start/wait-until.ts';
import { answering } from './answering.ts';
import { Bench } from './bench.ts';
import { type Conf, loadConf } from './load-conf.ts';
import { refusal } from './own-words.ts';
import { findNginx, type NginxProgram } from './program.ts';
import { type Rewritten, rewriteConf } from './rewrite-conf.ts';
import { readSaid } from './said.ts';

/**
 * Starts nginx with an edited copy of the config.
 * @throws UsageError with the user's file and line where the config cannot be used.
 */
export async function startNginx(ground: LabGround, config: string): Promise<Lab> {
	const program = await findNginx(ground);
	const conf = loadConf(config, ground.cwd, program.confFolder);
	const { child, rewritten, bench } = await launch(ground, conf, program, config);
	const [asking, unasked] = await Promise.all([
		answering(rewritten.servers.asking),
		answering(rewritten.servers.unasked),
	]);
	let isStopped = false;
	return {
		source: `nginx ${config}`,
		servers: asking.servers,
		unasked: unasked.servers,
		notes: [...bench.notes(), ...asking.notes],
		files: [...new Set(conf.files.map(({ path }) => path).filter((it) => it.startsWith('/')))],
		ended: () => (isStopped ? null : endWithWords(child)),
		async stop() {
			isStopped = true;
			await child.stop();
		},
		said: () => Promise.resolve(readSaid(rewritten.log.access)),
	};
}

interface Launched {
	readonly child: Child;
	readonly rewritten: Rewritten;
	readonly bench: Bench;
}

async function launch(
	ground: LabGround,
	conf: Conf,
	program: NginxProgram,
	named: string,
): Promise<Launched> {
	for (let attempt = 1; ; attempt += 1) {
		const bench = new Bench(conf, program, ground);
		const rewritten = await rewriteConf(bench);
		await check(ground, bench, rewritten, named);
		const child = start(ground, program, rewritten, []);
		const [place] = rewritten.places;
		if (place === undefined) {
			await child.stop();
			throw new UsageError(`${named}: nothing in it listens`);
		}
		const outcome = await waitUntilListening(child, place, ground);
		if (outcome === 'ready') return { child, rewritten, bench };
		await child.stop();
		const said = child.output();
		// Somebody else may take a free port before nginx does.
		if (/Address already in use/u.test(said) && attempt < 3) continue;
		if (outcome === 'ended') throw refusal(bench, said, named);
		const why =
			outcome === 'late' ? `did not listen within ${ground.startupMs} ms` : 'was interrupted';
		throw new UsageError(`${named}: nginx ${why}`);
	}
}

/** Lets nginx read the copy first, so that errors are those of the config. */
async function check(
	ground: LabGround,
	bench: Bench,
	rewritten: Rewritten,
	named: string,
): Promise<void> {
	const child = start(ground, bench.program, rewritten, ['-t']);
	await child.exited;
	if (child.ended() !== 'exit code 0') throw refusal(bench, child.output(), named);
}

function start(
	{ sandbox, env }: LabGround,
	program: NginxProgram,
	{ file }: Rewritten,
	more: readonly string[],
): Child {
	// Before 1.19.5 nginx always opens the log that it was built with.
	const errors = program.isSince('1.19.5') ? ['-e', 'stderr'] : [];
	const { folder } = sandbox;
	return sandbox.start({
		command: program.command,
		args: [...more, '-p', folder, ...errors, '-c', file],
		cwd: folder,
		env,
	});
}
