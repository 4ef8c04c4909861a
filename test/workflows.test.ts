/** The project's own workflows: least permissions, pinned actions, nothing put into a script. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';

interface Step {
	readonly uses?: string;
	readonly run?: string;
	readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
	readonly needs?: string;
	readonly environment?: string;
	readonly 'timeout-minutes'?: number;
	readonly permissions?: Readonly<Record<string, string>>;
	readonly steps: readonly Step[];
}

interface Workflow {
	readonly on: Readonly<Record<string, unknown>>;
	readonly permissions?: unknown;
	readonly jobs: Readonly<Record<string, Job>>;
}

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));
const texts = new Map(
	readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);

describe('workflows', () => {
	it('are the two that there should be', () => {
		expect([...texts.keys()].toSorted()).to.deep.equal(['ci.yml', 'release.yml']);
	});

	for (const [name, text] of texts) {
		const { permissions, jobs } = parse(text) as Workflow;
		const steps = Object.values(jobs).flatMap((job) => job.steps);

		it(`${name} gives each job what it needs, and a time to end`, () => {
			expect(permissions).to.deep.equal({});
			for (const job of Object.values(jobs)) {
				expect(job.permissions).to.be.an('object').that.is.not.empty;
				expect(job['timeout-minutes']).to.be.within(1, 30);
			}
		});

		it(`${name} pins every action to a commit, and says which version that is`, () => {
			const used = [...text.matchAll(/^\s*- uses: (.*)$/gmu)].map(([, it = '']) => it);
			expect(used).to.have.lengthOf(steps.filter(({ uses }) => uses !== undefined).length);
			for (const it of used) expect(it).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
		});

		it(`${name} puts no expression into a script, and each is sound shell`, () => {
			for (const { run } of steps) {
				if (run === undefined) continue;
				expect(run).to.not.contain('${{');
				const { status, stderr } = spawnSync('bash', ['-n', '-c', run], { encoding: 'utf8' });
				expect(status, stderr).to.equal(0);
			}
		});

		it(`${name} leaves no credentials in the checkout`, () => {
			for (const it of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
				expect(it.with).to.include({ 'persist-credentials': false });
			}
		});
	}

	it('publish with provenance, for a tag alone, what another job has made and tested', () => {
		const { on, jobs } = parse(texts.get('release.yml') ?? '') as Workflow;
		expect(Object.keys(on)).to.deep.equal(['push']);
		expect(on['push']).to.have.all.keys('tags');
		const minting = Object.values(jobs).filter((it) => it.permissions?.['id-token'] === 'write');
		expect(minting).to.deep.equal([jobs['publish']]);
		expect(jobs['publish']).to.deep.include({ needs: 'pack', environment: 'npm' });
		// Whatever runs in this job could publish.
		const scripts = jobs['publish']?.steps.flatMap(({ run }) => run ?? []) ?? [];
		expect(scripts).to.have.lengthOf(1);
		expect(scripts[0]).to.match(/^npm publish \S+\.tgz .*--provenance.*--ignore-scripts$/u);
		expect(JSON.stringify(jobs)).to.not.match(/secrets\.|NODE_AUTH_TOKEN/u);
		const runs = jobs['pack']?.steps.flatMap(({ run }) => run ?? []) ?? [];
		expect(runs.findIndex((it) => it.startsWith('npm pack'))).to.equal(runs.length - 1);
		expect(runs).to.include('.ci/run');
	});

	it('test what npm test tests', () => {
		const { jobs } = parse(texts.get('ci.yml') ?? '') as Workflow;
		expect(jobs['test']?.steps.map(({ run }) => run)).to.include('.ci/run');
	});
});
