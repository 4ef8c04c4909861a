/** Everything that is checked without running the tests. Each step is named; all of them run. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env.PATH = [join(process.cwd(), 'node_modules/.bin'), process.env.PATH].join(delimiter);

/** Checks the archive that npm would publish, as those who install it see it. */
async function checkPackage() {
	const folder = await mkdtemp(join(tmpdir(), 'mtls-gauntlet-pack-'));
	try {
		const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder]);
		if (!packed.passed) return packed;
		const [name] = await readdir(folder);
		const archive = join(folder, name);
		const published = await run('publint', ['run', archive, '--strict']);
		if (!published.passed) return published;
		return await run('attw', [archive, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']);
	} finally {
		await rm(folder, { recursive: true });
	}
}

const steps = [
	['package', checkPackage],
	['types', () => run('tsc', ['--pretty', 'false'])],
	['types of the page', () => run('tsc', ['--pretty', 'false', '-p', 'reports/html/page'])],
	['lint and import direction', () => run('oxlint', [])],
	['format', () => run('oxfmt', ['--check'])],
	['dead code', () => run('knip', ['--no-progress'])],
	['docs are fresh', () => run('tsx', ['scripts/docs.ts', '--check'])],
	['schema is fresh', () => run('tsx', ['scripts/schema.ts', '--check'])],
	['page is fresh', () => run('tsx', ['scripts/page.ts', '--check'])],
];

/** Runs a command; its output is kept for the case that it fails. */
function run(command, args) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		let output = '';
		const keep = (chunk) => {
			output += chunk;
		};
		child.stdout.on('data', keep);
		child.stderr.on('data', keep);
		child.on('error', (error) => resolve({ passed: false, output: error.message }));
		child.on('close', (status) => resolve({ passed: status === 0, output }));
	});
}

let failed = 0;
const waiting = [...steps];
async function work() {
	for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
		const [title, check] = step;
		const started = performance.now();
		const { passed, output } = await check();
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`${passed ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
		if (passed) continue;
		failed += 1;
		console.log(output.trimEnd());
	}
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
if (failed > 0) {
	console.log(`${failed} of ${steps.length} checks failed`);
	process.exit(1);
}
