/** The embedded endpoints, as somebody meets them who has nothing set up. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { type CliResult, failingIds, runCli, temporaryFolder } from '../run-cli.ts';
import { describeWithServer, serverPath } from '../servers/available.ts';

interface Demo extends CliResult {
	readonly run: Run;
	readonly junit: string;
}

/** Why the demo leaves a variant out: it shows what a run does without special inputs. */
const knownReasons =
	/--revocation|--verify-depth|leaves room for 2 intermediates|TLS 1\.3 |spiffe:|organizational unit|identity\/bad-san was accepted|--vhost NAME|--listener |--open PATH|the path \/ |speaks no HTTP\/2|the valid credential itself is answered/u;

const folder = temporaryFolder();
after(() => folder.remove());

describe('demo', () => {
	const ran = aDemo('strict');

	it('is green', () => {
		const { code, stdout, stderr, run } = ran();
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.conclusion).to.equal('conforms');
		expect(code, stderr).to.equal(0);
		expect(stdout).to.match(/^conforms: /mu);
	});

	it('tests the whole catalogue on both TLS versions, and leaves nothing open', () => {
		const { run } = ran();
		expect(run.summary).to.include({ inconclusive: 0, waived: 0 });
		expect(run.targets[0]?.limits).to.deep.equal([]);
		const skipped = run.findings.filter(({ outcome }) => outcome === 'skipped');
		for (const { id, message } of skipped) expect(message, id).to.match(knownReasons);
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
			const ids = run.findings.filter(({ tls }) => tls === version).map(({ id }) => id);
			expect(new Set(ids).size, version).to.be.at.least(200);
		}
	});

	it('has one case in JUnit for each finding, and no failure', () => {
		const { junit, run } = ran();
		expect(junit.match(/<testcase /gu)).to.have.lengthOf(run.findings.length);
		expect(junit).to.not.match(/<(?:failure|error)[ />]/u);
	});

	describeWithServer('xmllint', 'its JUnit', () => {
		it('is well-formed for xmllint', () => wellFormed(ran().junit));
	});
});

describe('demo --weak', () => {
	const ran = aDemo('weak', ['--weak']);

	it('exits 1 with what the weak endpoint lets in', () => {
		const { code, run, stdout } = ran();
		expect(failingIds(run)).to.include.members([...forged, ...genuine]);
		expect(run.conclusion).to.equal('deviates');
		expect(code).to.equal(1);
		for (const id of forged) expect(stdout).to.contain(id);
	});

	it('does not accuse it of what it does right', () => {
		const { run } = ran();
		const failing = failingIds(run);
		for (const id of refused) expect(failing).to.not.include(id);
		expect(failing.filter((id) => id.startsWith('control/'))).to.deep.equal([]);
		expect(failing.filter((id) => id.startsWith('server-identity/'))).to.deep.equal([]);
		expect(run.summary).to.include({ inconclusive: 0 });
		for (const { id, message, outcome } of run.findings) {
			if (outcome === 'skipped') expect(message, id).to.match(knownReasons);
		}
	});

	it('has a failure in JUnit for each finding that fails', () => {
		const { junit, run } = ran();
		expect(run.summary.fails).to.be.greaterThan(0);
		expect(junit.match(/<failure /gu)).to.have.lengthOf(run.summary.fails);
	});

	describeWithServer('xmllint', 'its JUnit', () => {
		it('is well-formed for xmllint', () => wellFormed(ran().junit));
	});
});

/** The endpoint goes by the name of the issuer, which anybody can write. */
const forged = [
	'trust/impostor-root',
	'trust/impostor-root-forged-aki',
	'signature/swapped-key',
	'signature/tampered-signature',
	'signature/tampered-tbs',
];
/** The CA did sign these; nobody asks what for, until when, or for whom. */
const genuine = [
	'constraints/unknown-critical-extension',
	'identity/bad-san',
	'key-usage/code-signing-only',
	'key-usage/server-auth-only',
	'validity/expired',
	'validity/not-yet-valid',
];
/** Here the issuer has another name, or there is nobody at all. */
const refused = [
	'path/missing-intermediate',
	'possession/other-key',
	'presence/no-certificate',
	'resumption/anonymous-session',
	'trust/refused-credential',
	'trust/self-signed',
	'trust/wrong-root',
];

/** Runs it once, before the tests of its block. */
function aDemo(name: string, args: readonly string[] = []): () => Demo {
	let made: Demo | null = null;
	before(async () => {
		const files = { json: folder.path(`${name}.json`), junit: folder.path(`${name}.xml`) };
		const reporters = Object.entries(files).flatMap(([it, file]) => [
			'--reporter',
			`${it}=${file}`,
		]);
		const result = await runCli(['demo', ...args, ...reporters]);
		made = {
			...result,
			run: parseReport(readFileSync(files.json, 'utf8')),
			junit: readFileSync(files.junit, 'utf8'),
		};
	});
	return () => {
		if (made === null) throw new Error(`demo ${args.join(' ')} did not run`);
		return made;
	};
}

function wellFormed(input: string): void {
	const xmllint = serverPath('xmllint') ?? 'xmllint';
	const { status, stderr } = spawnSync(xmllint, ['--noout', '-'], { input });
	expect(stderr.toString()).to.equal('');
	expect(status).to.equal(0);
}
