/** The command line as one bundle, like the published one: compiling the sources takes a second. */
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The file to run; made of the sources as they are, once in a process. */
export function bundledCli(): Promise<string> {
	bundled ??= bundle();
	return bundled;
}

async function bundle(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-cli-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	await build({
		entryPoints: ['cli/bin', 'cli/main', 'probe/thread'].map((name) =>
			join(root, 'harness', `${name}.ts`),
		),
		outdir: folder,
		outbase: root,
		bundle: true,
		splitting: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		logLevel: 'error',
		// CommonJS dependencies require Node's own modules, and ESM has no require.
		banner: {
			js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
		},
	});
	// Name and version come from there.
	copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
	// What `lab node` loads into another process is no part of the bundle.
	const preload = join('harness', 'lab', 'node', 'preload');
	cpSync(join(root, preload), join(folder, preload), { recursive: true });
	return join(folder, 'harness', 'cli', 'bin.js');
}

let bundled: Promise<string> | null = null;
const root = fileURLToPath(new URL('..', import.meta.url));
