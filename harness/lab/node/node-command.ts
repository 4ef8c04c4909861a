/** How Node is told to run a script: with the preload, and with the user's own loader where it needs one. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../usage-error.ts';

/** What `lab node` is told to run. */
export interface NodeScript {
	/** As the user named it. */
	readonly script: string;
	readonly args: readonly string[];
	/** For Node itself. */
	readonly nodeArgs: readonly string[];
}

interface Place {
	/** The program. */
	readonly node: string;
	/** Absolute path of the script. */
	readonly file: string;
}

/**
 * `NODE_OPTIONS` that load that module first: in the process itself, its threads, and every Node
 * process that it starts, however it starts it.
 */
export function preloadingOptions(preload: string, given: string | undefined): string {
	return [`--require ${JSON.stringify(preload)}`, ...(given === undefined ? [] : [given])].join(
		' ',
	);
}

/** The arguments of `node`. @throws UsageError for TypeScript that nothing there runs. */
export function nodeArguments(
	{ script, args, nodeArgs }: NodeScript,
	at: Place,
): readonly string[] {
	const isTypeScript = /^\.[cm]?ts$/u.test(extname(at.file));
	const hasLoader = nodeArgs.some((it) => loaderOption.test(it));
	const loader = isTypeScript && !hasLoader ? loaderFor(script, at) : [];
	return [...nodeArgs, ...loader, script, ...args];
}

/** What the user's own project runs TypeScript with, and else Node itself. */
function loaderFor(script: string, { node, file }: Place): readonly string[] {
	const tsx = resolved('tsx', file);
	if (tsx !== null) return ['--import', pathToFileURL(tsx).href];
	if (isModule(file)) {
		const esm = resolved('ts-node/esm', file);
		if (esm !== null) return ['--loader', pathToFileURL(esm).href];
	} else {
		const register = resolved('ts-node/register', file);
		if (register !== null) return ['--require', register];
	}
	const { stdout } = spawnSync(node, ['-p', 'process.features.typescript || process.version'], {
		encoding: 'utf8',
	});
	if (!stdout.startsWith('v')) return [];
	throw new UsageError(
		`${script}: node ${stdout.trim().slice(1)} runs no TypeScript, and neither tsx nor ts-node is installed there`,
		'install one of them in that project, or name your own loader: --node-option=--import=LOADER',
	);
}

function resolved(name: string, file: string): string | null {
	try {
		return createRequire(file).resolve(name);
	} catch {
		return null;
	}
}

/** Whether Node takes a TypeScript file for an ES module: by its name, else by its package.json. */
function isModule(file: string): boolean {
	if (/\.[cm]ts$/u.test(basename(file))) return file.endsWith('.mts');
	for (let folder = dirname(file); ; folder = dirname(folder)) {
		const path = join(folder, 'package.json');
		if (existsSync(path)) return /"type"\s*:\s*"module"/u.test(readFileSync(path, 'utf8'));
		if (folder === dirname(folder)) return false;
	}
}

const loaderOption =
	/^(?:--import|--require|-r|--loader|--experimental-loader|--experimental-(?:strip|transform)-types)(?:=|$)/u;
