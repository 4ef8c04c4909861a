/** The Kubernetes manifests: held to the types of the API, and carried out as a cluster would. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import type { Container } from 'kubernetes-types/core/v1.d.ts';
import { after, before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { parseJsonLines } from '../../reports/parse-json-lines.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { type OwnServer, startOwn } from '../harness/own-server.ts';
import { temporaryFolder } from '../run-cli.ts';
import { runHere } from '../run-here.ts';
import { writeGivenFiles } from '../cli/given-files.ts';

const example = fileURLToPath(new URL('../../examples/kubernetes', import.meta.url));
const shards = read('indexed-job.yaml');
const merge = read('merge-job.yaml');
const folder = temporaryFolder();
const given = writeGivenFiles(folder);
after(() => folder.remove());

describe('the Kubernetes Indexed Job', () => {
	it('is one by the types of the API', function () {
		this.timeout(120_000);
		const file = folder.write(
			'manifests.ts',
			[
				`import type { Job } from ${JSON.stringify(module('kubernetes-types/batch/v1.d.ts'))};`,
				`export const shards: Job = ${JSON.stringify(shards)};`,
				`export const merge: Job = ${JSON.stringify(merge)};`,
			].join('\n'),
		);
		const tsc = module('typescript/bin/tsc');
		const flags = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--types', ''];
		const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags, file], {
			encoding: 'utf8',
		});
		expect(stdout).to.equal('');
		expect(status).to.equal(0);
	});

	it('is put together by kustomize, without a cluster', function () {
		if (spawnSync('kubectl', ['version', '--client']).status !== 0) this.skip();
		const all = execFileSync('kubectl', ['kustomize', example], { encoding: 'utf8' });
		expect([...all.matchAll(/^kind: (\w+)$/gmu)].map(([, kind]) => kind)).to.have.members([
			...['Namespace', 'ConfigMap', 'PersistentVolumeClaim', 'Job'],
		]);
	});

	it('tells a cluster what our exit codes mean', () => {
		const { spec } = shards;
		const actions = Object.fromEntries(
			(spec?.podFailurePolicy?.rules ?? []).map(({ action, onExitCodes }) => [
				onExitCodes?.values.join(',') ?? 'disruption',
				action,
			]),
		);
		expect(actions).to.deep.equal({ disruption: 'Ignore', 1: 'FailIndex', 2: 'FailJob' });
		// 3 and 130 are counted: tried again, and then the index has failed.
		expect(spec).to.include({ completionMode: 'Indexed', backoffLimitPerIndex: 2 });
		expect(spec?.template.spec?.restartPolicy).to.equal('Never');
		const total = gauntlet().env?.find(({ name }) => name === 'MTLS_GAUNTLET_SHARD_TOTAL')?.value;
		expect(total).to.equal(String(spec?.completions));
	});

	it('is locked down, and holds no key of a CA', () => {
		for (const { spec } of [shards, merge]) {
			const pod = spec?.template.spec;
			expect(pod).to.include({ automountServiceAccountToken: false });
			expect(pod?.securityContext).to.deep.include({
				...{ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
			});
			for (const it of [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])]) {
				expect(it.securityContext, it.name).to.deep.equal({
					...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
					capabilities: { drop: ['ALL'] },
				});
				expect(it.resources?.limits, it.name).to.have.keys('cpu', 'memory');
				expect(JSON.stringify(it)).not.to.match(/ca-key|client-ca/iu);
			}
		}
		const written = readdirSync(example).map((name) => readFileSync(join(example, name), 'utf8'));
		expect(written.join('\n')).not.to.match(/clientCaKey|PRIVATE KEY/u);
	});

	describe('carried out here', () => {
		let servers: readonly OwnServer[] = [];
		before(async () => {
			servers = [await startOwn(), await startOwn({ rejectUnauthorized: false })];
		});
		after(async () => Promise.all(servers.map((server) => server.close())));

		it('finds with all its indexes what one run finds; an index that fails does not end it', async () => {
			await mount(servers);
			const codes: (number | null)[] = [];
			for (let index = 0; index < (shards.spec?.completions ?? 0); index += 1) {
				codes.push((await carryOut(gauntlet(), { JOB_COMPLETION_INDEX: String(index) })).code);
			}
			// The weak target fails the indexes that test it, and no other.
			expect(codes).to.include(1);
			expect(codes.filter((code) => code !== 0 && code !== 1)).to.deep.equal([]);
			const merged = await carryOut(containerOf(merge, 'merge'), {});
			expect(merged.code, merged.stderr).to.equal(1);
			const config = mounted('/config/mtls-gauntlet.config.yaml');
			const whole = mounted('/reports/whole.json');
			const flags = ['run', '--config', config, '--reporter', `json=${whole}`];
			expect((await runHere(flags, { cwd: folder.path('.') })).code).to.equal(1);
			const one = parseReport(readFileSync(whole, 'utf8'));
			const other = await parseJsonLines(readFileSync(mounted('/reports/run.jsonl'), 'utf8'));
			const concluded = ({ findings }: typeof one): readonly unknown[] =>
				findings.map(({ id, target, tls, outcome }) => [id, target, tls, outcome]);
			expect(concluded(other)).to.deep.equal(concluded(one));
			expect(other.summary).to.deep.equal(one.summary);
			expect(other.conclusion).to.equal('deviates');
		});

		it('is not whole without an index that left no report', async () => {
			const parts = mounted('/reports/parts');
			const [first = ''] = readdirSync(parts);
			writeFileSync(join(parts, first), '');
			const { code, stderr } = await carryOut(containerOf(merge, 'merge'), {});
			expect(code).to.equal(2);
			expect(stderr).to.match(/shard-0\.jsonl/u);
		});
	});
});

/** What a cluster would mount, as folders; the credentials as `pki` writes them and tar packs them. */
async function mount(servers: readonly OwnServer[]): Promise<void> {
	for (const path of ['/config', '/secret', '/credentials', '/reports/parts', '/tmp']) {
		mkdirSync(mounted(path), { recursive: true });
	}
	cpSync(given.cacert, mounted('/config/server-ca.pem'));
	// The config of the example, with targets that are here.
	const urls = servers.map(({ url }) => url);
	const config = readFileSync(join(example, 'mtls-gauntlet.config.yaml'), 'utf8')
		.replaceAll(/url: .*/gu, () => `url: ${urls.shift() ?? ''}`)
		.replaceAll(/ path: .*/gu, ' only: trust/wrong-root*')
		.replaceAll('/credentials/', `${mounted('/credentials')}/`);
	writeFileSync(
		mounted('/config/mtls-gauntlet.config.yaml'),
		`${config}only: [trust/wrong-root*, presence/*]\n`,
	);
	const only = ['--only', 'trust/*', '--only', 'control/valid*'];
	const ca = ['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey];
	const written = folder.path('mtls-credentials');
	const { code } = await runHere(['pki', written, ...ca, ...only], { cwd: folder.path('.') });
	expect(code).to.equal(0);
	const packed = mounted('/secret/credentials.tgz');
	execFileSync('tar', ['-czf', packed, '-C', dirname(written), 'mtls-credentials']);
	expect(readFileSync(packed))
		.to.have.property('length')
		.below(1024 * 1024);
	const [program = '', ...args] = containerOf(shards, 'credentials').command ?? [];
	execFileSync(program, args.map(withMounts));
}

/** As Kubernetes starts it: with the variables of the container, expanded in its arguments. */
async function carryOut(
	{ args = [], env: own = [] }: Container,
	injected: Readonly<Record<string, string>>,
): ReturnType<typeof runHere> {
	const env: Record<string, string> = { ...injected };
	for (const { name, value } of own) if (value !== undefined) env[name] = value;
	const told = args.map((arg) =>
		withMounts(arg.replaceAll(/\$\((\w+)\)/gu, (whole, name: string) => env[name] ?? whole)),
	);
	return runHere(told, { cwd: folder.path('.'), env });
}

function withMounts(text: string): string {
	return text.replaceAll(/(?<![\w.-])\/(?:config|secret|credentials|reports)\b/gu, mounted);
}

function mounted(path: string): string {
	return folder.path(`mounts${path}`);
}

function gauntlet(): Container {
	return containerOf(shards, 'gauntlet');
}

function containerOf({ spec }: Job, name: string): Container {
	const pod = spec?.template.spec;
	const found = [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].find(
		(it) => it.name === name,
	);
	if (found === undefined) throw new Error(`no container ${name}`);
	return found;
}

function read(name: string): Job {
	return parse(readFileSync(join(example, name), 'utf8'), { merge: true }) as Job;
}

function module(path: string): string {
	return fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
}
