/** `mtls-gauntlet init`: looks, decides, writes, and says what comes next. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeReport } from '../../reports/write-report.ts';
import { findServers, type FoundServers } from '../init/found-servers.ts';
import { type CiSystem, ciSystems, type InitPlan, planInit } from '../init/plan-init.ts';
import { UsageError } from '../usage-error.ts';
import type { Io } from './io.ts';
import { mayTest } from './may-test.ts';
import { parseTarget } from './parse-target.ts';
import { parseWord } from './parse-word.ts';

/** What commander gives `init`. */
export interface InitFlags {
	readonly url?: string;
	readonly ci?: string;
	readonly force?: boolean;
}

/** @throws UsageError before anything is written, where something is there already. */
export async function init(directory: string, { url, ci, force }: InitFlags, io: Io): Promise<0> {
	const target = url === undefined ? null : parseTarget({ url, servername: null, connectTo: null });
	const root = resolve(io.cwd, directory);
	if (!(await isFolder(root))) throw new UsageError(`init ${directory}: no such folder`);
	const found = await findServers(root);
	const planned = await planInit({
		...{ root, found },
		url: url ?? null,
		ci: ci === undefined ? null : chosen(ci),
		force: force === true,
	});
	for (const { path, text } of planned.files) {
		await writeReport(join(root, path), text).catch((error: Error) => {
			throw new UsageError(
				`init: ${path} cannot be written: ${reasonOf(error)}`,
				'--force writes anew what was written before it',
				{ cause: error },
			);
		});
	}
	const isAllowed =
		target !== null &&
		(await mayTest(target.target, { confirmed: false, env: io.env }).catch(() => null)) !== null;
	const missing =
		target === null
			? [`name the target in ${config}`]
			: isAllowed
				? []
				: [`say iMayTestThis: true in ${config} if you may: until then it is sent nothing`];
	const toDo = [...missing, ...planned.toDo];
	io.stdout.write(told({ ...planned, toDo }, found, { directory, url: url ?? null }));
	return 0;
}

function chosen(ci: string): readonly CiSystem[] {
	const word = parseWord('--ci', 'system', ci, [...ciSystems, 'none'] as const);
	return word === 'none' ? [] : [word];
}

async function isFolder(path: string): Promise<boolean> {
	return stat(path).then(
		(it) => it.isDirectory(),
		() => false,
	);
}

/** What was written, what was found, and the two commands that come next. */
function told(
	{ files, toDo }: InitPlan,
	{ servers, notes }: FoundServers,
	{ directory, url }: { readonly directory: string; readonly url: string | null },
): string {
	const [server] = servers;
	const next = [
		`mtls-gauntlet doctor${url === null ? ' https://your.target/' : ''}`,
		'say what is missing before a run',
	];
	const commands =
		server === undefined
			? [next, url === null ? demo : ['mtls-gauntlet run', 'test the target']]
			: [[`mtls-gauntlet lab ${server.kind} ${server.file}`, 'test that config here'], next];
	const width = Math.max(...commands.map(([command = '']) => command.length)) + 2;
	return [
		...files.map(({ path, change }) => `${change.padEnd(8)}  ${path}`),
		...servers.map(({ kind, file }) => `found     ${kind} ${file}`),
		...notes.map((note) => `note      ${note}`),
		...toDo.map((it) => `to do     ${it}`),
		'',
		`next${directory === '.' ? '' : `, in ${directory}`}:`,
		...commands.map(([command = '', why = '']) => `  ${command.padEnd(width)}${why}`),
		'',
	].join('\n');
}

/** The system's code, as EACCES, that is under the words of a report. */
function reasonOf({ cause, message }: Error): string {
	return cause instanceof Error && 'code' in cause ? String(cause.code) : message;
}

const config = 'mtls-gauntlet.config.yaml';
const demo = ['mtls-gauntlet demo', 'see what a run looks like'];
