import type { Command } from 'commander';
import type { StartLab } from '../../lab/open-lab.ts';
import type { RunLabCommand } from '../lab-command.ts';
import { buildLabOptions, type LabFlags } from '../lab-options.ts';
import { parsePort } from '../parse-number.ts';
import type { Act } from '../program.ts';

/** `mtls-gauntlet lab …`: starts a server from the user's own config and runs against it. */
export function addLabCommand(program: Command, act: Act): void {
	const lab = program
		.command('lab')
		.description('start a server from your own config in a sandbox, and run against it');
	for (const { name, file, description, load } of configKinds) {
		buildLabOptions(
			lab.command(name).description(description).argument(`<${file}>`, 'your config, as it is'),
		).action((config: string, flags: LabFlags) =>
			act(async (io) => {
				const [start, { runLabCommand }] = await Promise.all([load(), loadCommand()]);
				const old = flags.compareConfig;
				return runLabCommand(
					flags,
					{
						now: (ground) => start(ground, config),
						file: config,
						old: old === undefined ? null : { name: old, start: (ground) => start(ground, old) },
					},
					io,
				);
			}),
		);
	}
	addNodeCommand(lab, act);
	addExecCommand(lab, act);
}

interface NodeFlags extends LabFlags {
	readonly nodeOption?: readonly string[];
}

function addNodeCommand(lab: Command, act: Act): void {
	const command = lab
		.command('node')
		.description('a Node server: https, http2, Express, Koa, Fastify, NestJS …')
		.argument('<script>', 'what node runs, unchanged')
		.argument('[args...]', 'its arguments, behind --');
	command.addOption(
		command
			.createOption('--node-option <option>', 'for node itself, as --import=tsx (repeatable)')
			.argParser((value, previous: readonly string[] | undefined) => [...(previous ?? []), value])
			.helpGroup('The lab:'),
	);
	buildLabOptions(command).action((script: string, args: readonly string[], flags: NodeFlags) =>
		act(async (io) => {
			const [{ startNode }, { runLabCommand }] = await Promise.all([
				import('../../lab/node/start-node.ts'),
				loadCommand(),
			]);
			const nodeArgs = flags.nodeOption ?? [];
			const starting =
				(it: string): StartLab =>
				(ground) =>
					startNode(ground, { script: it, args, nodeArgs });
			const old = flags.compareConfig;
			return runLabCommand(
				flags,
				{
					now: starting(script),
					file: script,
					old: old === undefined ? null : { name: old, start: starting(old) },
				},
				io,
			);
		}),
	);
}

interface ExecFlags extends LabFlags {
	readonly port?: string;
}

function addExecCommand(lab: Command, act: Act): void {
	const command = lab
		.command('exec')
		.description('any server: a command that reads MTLS_LAB_* or has {cert} {key} {ca} {port}')
		.argument('<command...>', 'the command and its arguments, behind --');
	command.addOption(
		command
			.createOption(
				'--port <n>',
				'the port of 127.0.0.1 that it takes (default: a free one, {port})',
			)
			.helpGroup('The lab:'),
	);
	buildLabOptions(command, { readsConfig: false }).action(
		(words: readonly string[], flags: ExecFlags) =>
			act(async (io) => {
				const [{ startExec }, { runLabCommand }] = await Promise.all([
					import('../../lab/exec/start-exec.ts'),
					loadCommand(),
				]);
				const port = flags.port === undefined ? null : parsePort('--port', flags.port);
				return runLabCommand(
					flags,
					{ now: (ground) => startExec(ground, words, { port }), file: null, old: null },
					io,
				);
			}),
	);
}

/** What a lab stands on takes long to load, and most commands need none of it. */
async function loadCommand(): Promise<{ readonly runLabCommand: RunLabCommand }> {
	return import('../lab-command.ts');
}

interface ConfigKind {
	readonly name: string;
	readonly file: string;
	readonly description: string;
	readonly load: () => Promise<StartConfig>;
}

/** Starts a server of one kind from a config. */
export type StartConfig = (ground: Parameters<StartLab>[0], config: string) => ReturnType<StartLab>;

/** Servers that are started from a config file. */
export const configKinds: readonly ConfigKind[] = [
	{
		name: 'nginx',
		file: 'nginx.conf',
		description: 'the nginx of this machine: a whole config, or a file of server blocks',
		load: async () => (await import('../../lab/nginx/start-nginx.ts')).startNginx,
	},
	{
		name: 'haproxy',
		file: 'haproxy.cfg',
		description: 'the HAProxy of this machine',
		load: async () => (await import('../../lab/haproxy/start-haproxy.ts')).startHaproxy,
	},
	{
		name: 'apache',
		file: 'httpd.conf',
		description: 'the Apache httpd of this machine: a whole config, or a file of virtual hosts',
		load: async () => (await import('../../lab/apache/start-apache.ts')).startApache,
	},
	{
		name: 'caddy',
		file: 'Caddyfile',
		description: 'the Caddy of this machine',
		load: async () => (await import('../../lab/caddy/start-caddy.ts')).startCaddy,
	},
];
