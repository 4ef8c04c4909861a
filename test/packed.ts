/** What npm publishes, made of the sources as they are, away from the checkout's own dist. */
import { execFile } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { neutralEnvironment } from './run-cli.ts';

export interface Packed {
	/** The archive that `npm pack` made. */
	readonly archive: string;
	/** The checkout's copy with its `dist`. */
	readonly folder: string;
	/** The paths in the archive. */
	readonly files: readonly string[];
}

/** The archive; made once for all processes that run the tests side by side. */
export function packed(): Promise<Packed> {
	made ??= share();
	return made;
}

/** Runs a command to its end. @throws Error with both streams when it fails. */
export async function command(
	file: string,
	args: readonly string[],
	cwd: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
	// npm tells its scripts where they are, and that would steer another npm.
	const env = Object.fromEntries(
		Object.entries(neutralEnvironment()).filter(
			([name]) => !/^npm_/iu.test(name) || npmSettings.test(name),
		),
	);
	return promisify(execFile)(file, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }).catch(
		(error: Error & { stdout?: string; stderr?: string }) => {
			throw new Error(`${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
		},
	);
}

/** Flags of npm: its own would try for minutes to reach a registry that is not there. */
export const impatient: readonly string[] = [
	'--fetch-retries=2',
	'--fetch-retry-mintimeout=500',
	'--fetch-retry-maxtimeout=2000',
];

/** Whether a test that asks the registry can only be skipped: it cannot be reached, and this is no CI. */
export function isRegistryOut(error: unknown): boolean {
	if (process.env['CI'] === 'true') return false;
	return /^npm (?:error|ERR!) code (?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH)$/mu.test(
		String(error),
	);
}

/** Whoever comes first makes it, and takes it away when all tests are done. */
async function share(): Promise<Packed> {
	const base = join(tmpdir(), `mtls-gauntlet-pack-${process.ppid}${sinceWhen(process.ppid)}`);
	const result = join(base, 'packed.json');
	if (isFirst(base)) {
		process.once('exit', () => rmSync(base, { recursive: true, force: true }));
		const outcome = await pack(base).catch((error: unknown) => ({ error: String(error) }));
		writeFileSync(`${result}.part`, JSON.stringify(outcome));
		renameSync(`${result}.part`, result);
	}
	while (!existsSync(result)) await setTimeout(100);
	const outcome = JSON.parse(readFileSync(result, 'utf8')) as Packed | { readonly error: string };
	if ('error' in outcome) throw new Error(outcome.error);
	return outcome;
}

/** Numbers of processes come again: Linux says when one began (proc(5), `starttime`). */
function sinceWhen(pid: number): string {
	const file = `/proc/${pid}/stat`;
	if (!existsSync(file)) return '';
	const fields = readFileSync(file, 'utf8')
		.replace(/^.*\) /su, '')
		.split(' ');
	return `-${fields[19] ?? ''}`;
}

function isFirst(base: string): boolean {
	try {
		mkdirSync(base);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function pack(base: string): Promise<Packed> {
	const folder = join(base, 'checkout');
	mkdirSync(folder);
	for (const name of sources) cpSync(join(root, name), join(folder, name), { recursive: true });
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
	// Runs prepack, which builds.
	const { stdout } = await command('npm', ['pack', '--json', '--pack-destination', base], folder);
	const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [
		{ filename: string; files: readonly { path: string }[] },
	];
	return { archive: join(base, filename), folder, files: files.map(({ path }) => path) };
}

/** How the registry is reached. */
const npmSettings =
	/^npm_config_(?:registry|userconfig|globalconfig|cache|cafile|(?:https?_|no)?proxy)$/iu;

let made: Promise<Packed> | null = null;
const root = fileURLToPath(new URL('..', import.meta.url));

/** What a build needs beside what is published. */
const { files: published } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	files: readonly string[];
};
const sources = [
	...published.filter((name) => name !== 'dist'),
	...['package.json', 'tsconfig.json', 'tsconfig.build.json'],
	...['fixtures', 'harness', 'reports', 'scripts', 'suites'],
];
