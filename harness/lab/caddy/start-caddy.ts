/** `lab caddy <Caddyfile>`: Caddy with what it makes of the user's Caddyfile, in a sandbox. */
import { UsageError } from '../../usage-error.ts';
import type { Child } from '../sandbox/child.ts';
import { distinctPorts } from '../start/free-port.ts';
import type { Lab, LabGround, TestedServers } from '../lab.ts';
import { adapt } from './adapt.ts';
import { inUsersNames, readCaddyfiles, unsetNotes } from './caddyfiles.ts';
import { replaceClientCas } from './client-authentication.ts';
import { labServersOf } from './lab-servers.ts';
import { replaceListeners } from './listeners.ts';
import { listening } from '../start/listens.ts';
import { type CaddyProgram, findCaddy } from './program.ts';
import { saidInFile } from './said.ts';
import { hostsOf } from './sites.ts';
import { replaceCertificates, replaceSurroundings } from './surroundings.ts';
import { endWithWords } from '../start/last-words.ts';
import { waitUntil } from '../start/wait-until.ts';
import { replaceHandlers } from './upstreams.ts';
import type { Work } from './work.ts';

/**
 * Starts the Caddy of this machine with that Caddyfile.
 * @throws UsageError when there is none, the Caddyfile cannot be read, or Caddy does not start.
 */
export async function startCaddy(ground: LabGround, config: string): Promise<Lab> {
	const files = readCaddyfiles(ground, config);
	const program = await findCaddy(ground);
	// Somebody else may take a free port before Caddy does.
	for (let attempt = 1; ; attempt += 1) {
		const { replaced, ...edited } = await editConfig(ground, program, files);
		const translated = (text: string): string => inUsersNames(text, files, replaced);
		const child = ground.sandbox.start({
			command: program.command,
			args: ['run', '--config', edited.path],
			cwd: ground.cwd,
			env: program.env,
		});
		// Caddy's own words when all of its servers are there.
		const isServing = (): boolean => child.output().includes('"serving initial configuration"');
		const end = await waitUntil(child, isServing, ground);
		if (end === 'ready') {
			return labOf(
				child,
				config,
				edited,
				files.map(({ path }) => path),
				translated,
			);
		}
		const output = child.output();
		await child.stop();
		if (end === 'aborted') throw new UsageError('caddy: interrupted before it served');
		if (attempt < 3 && /address already in use/iu.test(output)) continue;
		if (end === 'late') {
			throw new UsageError(
				`caddy: does not serve ${ground.startupMs / 1000} s after its start with ${config}`,
			);
		}
		const error = output.split('\n').findLast((line) => line.startsWith('Error: '));
		throw new UsageError(
			`caddy does not start: ${config}: ${translated(error?.replace(/^Error: /u, '') ?? child.ended() ?? '')}`,
		);
	}
}

interface EditedConfig {
	readonly path: string;
	readonly log: string;
	readonly servers: TestedServers;
	readonly notes: readonly string[];
}

async function editConfig(
	ground: LabGround,
	program: CaddyProgram,
	files: Work['files'],
): Promise<EditedConfig & { readonly replaced: ReadonlyMap<string, string> }> {
	const { config, replaced, notes } = await adapt(ground, program, files);
	const work: Work = {
		ground,
		files,
		config,
		notes: [...unsetNotes(ground, files), ...notes],
		port: distinctPorts(),
	};
	const log = replaceSurroundings(work);
	const { servers, redirects } = await replaceListeners(work);
	await replaceHandlers(work, servers);
	const judging = servers.map((http) => ({ http, policies: replaceClientCas(http, work) }));
	const names = judging.flatMap(({ http, policies }) => [
		...hostsOf(http.server),
		...policies.flatMap((it) => it.names),
	]);
	await replaceCertificates(work, [...new Set(names)]);
	return {
		replaced,
		log,
		path: ground.sandbox.write('caddy.json', JSON.stringify(config)),
		servers: labServersOf(work, judging, redirects),
		notes: [...new Set(work.notes)],
	};
}

async function labOf(
	child: Child,
	source: string,
	{ servers, notes, log }: EditedConfig,
	files: readonly string[],
	translated: (text: string) => string,
): Promise<Lab> {
	return {
		source: `caddy ${source}`,
		servers: await listening(servers.asking),
		unasked: await listening(servers.unasked),
		notes,
		files,
		ended: () => endWithWords(child, translated),
		stop: () => child.stop(),
		said: () => Promise.resolve(saidInFile(log)),
	};
}
