/** Compiles what is published into dist/, from nothing: no file of an earlier build stays. */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommandLine } from './bundle.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(
	process.execPath,
	['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
	{ stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
await bundleCommandLine();
chmodSync('dist/harness/cli/bin.js', 0o755);
