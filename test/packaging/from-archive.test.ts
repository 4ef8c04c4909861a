/** What needs the package itself: the image, carried out in folders, and the Action with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { tool } from '../../harness/tool.ts';
import { trustingTls, writeGivenFiles } from '../cli/given-files.ts';
import { isRegistryOut } from '../packed.ts';
import { neutralEnvironment, temporaryFolder } from '../run-cli.ts';
import { startNode } from '../servers/node.ts';
import { execute, readAction, runAction } from './action-runner.ts';
import { writeStandIns } from './stand-ins.ts';
import {
	carryOutStage,
	contextFiles,
	type DockerBuild,
	ignoredBy,
	lastOf,
	parseDockerfile,
	readText,
} from './dockerfile.ts';

const context = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '');
const folder = temporaryFolder();
const stages = parseDockerfile(readText(join(context, 'Dockerfile')));
const [building, final] = stages;

describe('the image and the package', function fromArchive() {
	this.timeout(300_000);
	if (building === undefined || final === undefined) throw new Error('the image has two stages');
	const build: DockerBuild = {
		context,
		isIgnored: ignoredBy(readText(join(context, '.dockerignore'))),
		roots: new Map(['build', ''].map((name) => [name, folder.path(`root-${name}`)])),
	};
	const image = folder.path('root-');
	const env = {
		...neutralEnvironment(),
		PATH: [join(image, 'opt/mtls-gauntlet/bin'), process.env['PATH']].join(delimiter),
	};

	before(async function carryOut() {
		try {
			for (const stage of stages) await carryOutStage(stage, build);
		} catch (error) {
			if (!isRegistryOut(error)) throw error;
			this.skip();
		}
		// Whoever is not its owner has to be able to read it, as in an image.
		chmodSync(folder.path(''), 0o755);
	});
	after(() => folder.remove());

	it('is slim, says what it is, and runs the tool as nobody special', () => {
		expect(stages.map(({ from }) => from)).to.deep.equal(['node:24-slim', 'node:24-slim']);
		expect(lastOf(final, 'USER')).to.equal('node');
		expect(lastOf(final, 'ENTRYPOINT')).to.equal('["mtls-gauntlet"]');
		expect(lastOf(final, 'WORKDIR')).to.equal('/work');
		expect(lastOf(final, 'ENV')).to.include('PATH=/opt/mtls-gauntlet/bin:$PATH');
		const label = lastOf(final, 'LABEL') ?? '';
		expect(label).to.include(`org.opencontainers.image.version="${tool.version}"`);
		for (const name of ['title', 'description', 'licenses'])
			expect(label).to.include(`org.opencontainers.image.${name}="`);
	});

	it('gives the builder no key, no credential, no history and no packages', () => {
		for (const path of [
			'.git/config',
			'a/node_modules/x',
			'a/b.key',
			'ca.pem',
			'.env',
			'a/.env.ci',
		])
			expect(build.isIgnored(path), path).to.equal(true);
		const sent = contextFiles(build);
		expect(sent.filter((path) => /\.(?:key|pem|p12|pfx|jks)$/u.test(path))).to.deep.equal([]);
		expect(sent).to.include('harness/cli/bin.ts');
	});

	it('holds no sources, no compiler, and runs as another user', async () => {
		const installed = join(image, 'opt/mtls-gauntlet/lib/node_modules/mtls-gauntlet');
		const { include } = JSON.parse(readText(join(context, 'tsconfig.build.json'))) as Sources;
		const { files } = JSON.parse(readText(join(context, 'package.json'))) as Published;
		for (const name of [...files, ...include.map((it) => `dist/${it}`)])
			expect(existsSync(join(installed, name)), `COPY … ${name}`).to.equal(true);
		const modules = contextFiles({
			context: join(installed, 'node_modules'),
			isIgnored: () => false,
		});
		expect(modules.some((path) => /^(?:typescript|esbuild|tsx)\//u.test(path))).to.equal(false);
		const user =
			process.getuid?.() === 0
				? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/']
				: [];
		const run = (...args: readonly string[]): ReturnType<typeof execute> =>
			execute([...user, 'mtls-gauntlet', ...args], { cwd: join(image, 'work'), env });
		expect(await run('--version')).to.deep.equal({ code: 0, log: `${tool.version}\n` });
		const { code, log } = await run('demo', '--only', 'presence');
		expect(code, log).to.equal(0);
	});

	it('ends when it is told to, also as the first process', async function firstProcess() {
		const probe = await execute(['unshare', '--pid', '--fork', 'true'], { cwd: '/', env }).catch(
			() => ({ code: 1 }),
		);
		if (probe.code !== 0) this.skip();
		const silent = createServer().listen(0, '127.0.0.1');
		await once(silent, 'listening');
		const { port } = silent.address() as AddressInfo;
		const child = spawn(
			...(['unshare', ['--pid', '--fork', 'mtls-gauntlet', `https://127.0.0.1:${port}/`]] as const),
			{ cwd: join(image, 'work'), env, stdio: 'ignore' },
		);
		await once(silent, 'connection');
		const { pid } = child;
		const children = readText(`/proc/${pid}/task/${pid}/children`).trim();
		process.kill(Number(children), 'SIGTERM');
		const [code] = (await once(child, 'exit')) as [number | null];
		silent.close();
		expect(code).to.equal(130);
	});

	it('is what the Action runs', async () => {
		const files = writeGivenFiles(folder);
		const server = await startNode({ mode: 'reject-unauthorized', ...trustingTls });
		const home = folder.path('workspace');
		mkdirSync(home);
		const archive = `out/mtls-gauntlet-${tool.version}.tgz`;
		const version = join(build.roots.get('build') ?? '', archive);
		// npm made this of the archive a moment ago, and would take as long once more.
		const installed = join(image, 'opt/mtls-gauntlet/bin/mtls-gauntlet');
		const standIns = await writeStandIns(folder.path('bin'), '', { installed, from: version });
		try {
			const { code, log, outputs } = await runAction(
				readAction(join(context, 'action.yml')),
				{
					version,
					...{ url: server.url, args: '--only=presence', sarif: 'mtls.sarif' },
					...{ cacert: files.cacert, cert: readFileSync(files.cert, 'utf8'), key: files.key },
				},
				{ home, env: standIns.env },
			);
			expect(code, log).to.equal(0);
			expect(outputs).to.include({ conclusion: 'conforms', sarif: join(home, 'mtls.sarif') });
		} finally {
			await server.stop();
		}
	});
});

interface Sources {
	readonly include: readonly string[];
}

interface Published {
	readonly files: readonly string[];
}
