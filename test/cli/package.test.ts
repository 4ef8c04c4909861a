/** The published package in an empty folder: its command, its library and its types. */
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { command, impatient, isRegistryOut, packed } from '../packed.ts';
import { temporaryFolder } from '../run-cli.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const home = folder.path('');
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the published package', function published() {
	this.timeout(300_000);
	before(async function install() {
		const { archive } = await packed();
		folder.write('package.json', '{ "private": true, "type": "module" }\n');
		const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-save', ...impatient];
		try {
			await command('npm', ['install', ...flags, archive], home);
		} catch (error) {
			if (!isRegistryOut(error)) throw error;
			this.skip();
		}
	});

	it('holds what its package.json names, and no sources or tests', async () => {
		const { files } = await packed();
		expect(files).to.include.members([
			...['dist/harness/cli/bin.js', 'dist/harness/index.d.ts', 'dist/harness/chai.d.ts'],
			...['schema/report.json', 'schema/waivers.json', 'docs/waivers.md'],
			...['dist/THIRD-PARTY-NOTICES.txt', 'README.md', 'LICENSE'],
			...['CHANGELOG.md', 'SECURITY.md'],
		]);
		expect(
			files.filter((path) => /(?<!\.d)\.ts$|^test|^scripts|^reports/u.test(path)),
		).to.deep.equal([]);
	});

	it('runs the demo with npx', async () => {
		const { stdout } = await command(
			'npx',
			['--no-install', 'mtls-gauntlet', 'demo', '--only', 'trust', '--reporter', 'json=run.json'],
			home,
		);
		expect(stdout)
			.to.match(/✓ trust\/wrong-root /u)
			.and.to.match(/^conforms: .*\(exit 0\)$/mu);
	});

	it('is a library', async () => {
		folder.write('library.mjs', library);
		const { stdout } = await command(process.execPath, ['library.mjs'], home);
		expect(JSON.parse(stdout)).to.deep.equal({
			variants: true,
			refused: true,
			usage: 'no URL to test',
			conclusion: 'inconclusive',
			schema: 'object',
		});
	});

	it('has types that hold in a strict project without skipLibCheck', async () => {
		// What a TypeScript project has of its own: the types of Node, and of chai for the assertions.
		for (const name of ['node', 'chai', 'deep-eql', 'assertion-error']) {
			copyPackage(name === 'assertion-error' ? name : `@types/${name}`);
		}
		copyPackage('undici-types');
		folder.write('consumer.ts', consumer);
		folder.write('tsconfig.json', JSON.stringify(strictProject));
		const tsc = join(root, 'node_modules/typescript/bin/tsc');
		await command(process.execPath, [tsc, '--pretty', 'false', '-p', '.'], home);
	});
});

function copyPackage(name: string): void {
	const to = join(home, 'node_modules', name);
	mkdirSync(dirname(to), { recursive: true });
	cpSync(join(root, 'node_modules', name), to, { recursive: true });
}

const library = `
import { readFileSync } from 'node:fs';
import { expect, use } from 'chai';
import { parseRunOptions, startRun, UsageError, variants } from 'mtls-gauntlet';
import { mtlsChai } from 'mtls-gauntlet/chai';
import schema from 'mtls-gauntlet/schema/report.json' with { type: 'json' };

use(mtlsChai);
const { findings } = JSON.parse(readFileSync('run.json', 'utf8'));
const wrongRoot = findings.find(({ id }) => id === 'trust/wrong-root');
expect(wrongRoot).to.conform();
const thrownBy = (act) => { try { act(); } catch (error) { return error.message; } };
const message = thrownBy(() => expect(wrongRoot).to.be.accepted);
const context = { env: {}, cwd: '.' };
const usage = await parseRunOptions({}, { ...context, url: null }).catch((error) => error);
const { run } = await parseRunOptions(
	{ only: ['presence'], deadline: '5000' },
	{ ...context, url: 'https://localhost:1/' },
);
const started = await startRun(run, new AbortController().signal);
console.log(JSON.stringify({
	variants: variants.length > 50,
	refused: /^expected trust\\/wrong-root over TLSv1\\.\\d to be accepted/.test(message),
	usage: usage instanceof UsageError && usage.message,
	conclusion: (await started.run).conclusion,
	schema: schema.type,
}));
`;

const consumer = `
import { expect, use } from 'chai';
import {
	type Finding,
	type Observation,
	parseRunOptions,
	type PlannedFinding,
	type Run,
	type RunOptions,
	type StartedRun,
	startRun,
	UsageError,
	variants,
} from 'mtls-gauntlet';
import { mtlsChai } from 'mtls-gauntlet/chai';

use(mtlsChai);

export async function conformingIds(url: string): Promise<readonly string[]> {
	const { run: options } = await parseRunOptions(
		{ only: ['validity'], failOn: 'high' },
		{ url, env: process.env, cwd: process.cwd() },
	);
	const different: RunOptions = { ...options, timeoutMs: 1000 };
	const started: StartedRun = await startRun(different, AbortSignal.timeout(60_000));
	const planned: readonly PlannedFinding[] = started.planned;
	for (const { finding } of planned) {
		const found: Finding = await finding;
		expect(found).to.be.rejected.withAlert(48);
		expect(found).to.conform();
		const observation: Observation | null = found.observation;
		expect(observation).to.endedWith('alert');
	}
	const run: Run = await started.run;
	return run.findings.filter(({ outcome }) => outcome === 'conforms').map(({ id }) => id);
}

export const ids: readonly string[] = variants.map(({ id }) => id);
export const hint = (error: unknown): string | null => error instanceof UsageError ? error.hint : null;
// @ts-expect-error: the types are not any
export const outcome: number = ({} as Finding).outcome;
`;

const strictProject = {
	compilerOptions: {
		...{ target: 'es2023', module: 'nodenext', strict: true, noEmit: true, types: ['node'] },
		...{ skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
	},
	files: ['consumer.ts'],
};
