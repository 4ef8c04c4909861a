/** Variants and suites of a user's own repository, on the command line. */
import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Finding } from '../../harness/finding.ts';
import { type OwnServer, startOwn } from '../harness/own-server.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
const given = writeGivenFiles(folder);
let server: OwnServer;
before(async () => {
	server = await startOwn();
});
after(async () => {
	await server.close();
	folder.remove();
});

describe('variants of the user', () => {
	before(() => folder.write('variants.mjs', module));

	it('are run, judged, and reproduced with pki', async () => {
		const { code, findings, stderr } = await reported(['--only', 'acme', '--tls', '1.3']);
		expect(code, stderr).to.equal(1);
		expect(findings.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
			['acme/lets-in', 'deviates'],
			['acme/expired', 'conforms'],
			['acme/broken', 'inconclusive'],
		]);
		const [line = ''] = findings[0]?.reproduce ?? [];
		expect(line).to.match(/^mtls-gauntlet pki \S+ --only acme\/lets-in --variants variants\.mjs /u);
		const written = await cli(line.split(' ').slice(1));
		expect(written.stdout, written.stderr).to.match(/^1 credential in mtls-repro;/u);
		const [, curl = ''] = findings[0]?.reproduce ?? [];
		expect(curl).to.contain('mtls-repro/acme/lets-in/');
	});

	it('are taken from --credentials that pki wrote', async () => {
		const ca = ['--client-ca', given.clientCa, '--client-ca-key', given.clientCaKey];
		const selected = [
			'--only',
			'acme/expired',
			'--only',
			'control/valid',
			'--only',
			'control/issued',
		];
		const written = await cli(['pki', 'creds', ...selected, ...ca, ...variants]);
		expect(written.code, written.stderr).to.equal(0);
		const only = ['--only', 'acme/expired', '--tls', '1.3'];
		const { code, findings } = await reported(only, ['--credentials', 'creds']);
		expect(findings.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
			['acme/expired', 'conforms'],
		]);
		expect(code).to.equal(0);
	});

	it('are listed and explained', async () => {
		const all = await cli(['list', '--json', ...variants]);
		const ids = (JSON.parse(all.stdout) as { id: string }[]).map(({ id }) => id);
		expect(ids).to.include.members(['control/valid', 'acme/expired']);
		const explained = await cli(['explain', 'acme/expired', ...variants]);
		expect(explained.stdout).to.match(/^rule +Policy ACME 1: "Not this\."$/mu);
		const unknown = await cli(['explain', 'acme/expird', ...variants]);
		expect(unknown.stderr).to.match(
			/no such variant: acme\/expird\nhint: did you mean acme\/expired/u,
		);
	});

	const faults: readonly (readonly [name: string, text: string | null, message: RegExp])[] = [
		['is missing', null, /^mtls-gauntlet: --variants x\.mjs: cannot be read$/mu],
		['throws', 'throw new Error("no")', /--variants x\.mjs: cannot be loaded: no$/mu],
		['exports none', 'export const a = 1;', /--variants x\.mjs: exports no variant$/mu],
		['exports an unsound one', 'export const a = { id: "acme/a" };', /x\.mjs: "acme\/a": kind: /u],
	];
	for (const [name, text, message] of faults) {
		it(`exit 2 where the module ${name}`, async () => {
			const cwd = folder.path(name.replaceAll(' ', '-'));
			mkdirSync(cwd);
			if (text !== null) folder.write(`${name.replaceAll(' ', '-')}/x.mjs`, text);
			const { code, stderr } = await runCli(['list', '--variants', 'x.mjs'], { cwd });
			expect(stderr).to.match(message).and.not.contain('    at ');
			expect(code).to.equal(2);
		});
	}
});

describe('suites of a config file', () => {
	before(() => folder.write('mtls-gauntlet.config.json', JSON.stringify(config)));
	after(() => folder.write('mtls-gauntlet.config.json', '{}'));

	it('are run and listed by name, with the options beside them', async () => {
		const listed = await cli(['list', '--suite', 'smoke']);
		expect(listed.stdout.match(/^\S+/gmu)).to.deep.equal([
			'acme/lets-in',
			'acme/expired',
			'acme/broken',
		]);
		const { code, findings } = await reported(['--suite', 'smoke', '--skip', 'acme/broken'], []);
		// The suite lets deviations of that severity pass.
		expect(findings.map(({ id, fails }) => [id, fails])).to.deep.equal([
			['acme/lets-in', false],
			['acme/expired', false],
		]);
		expect(code).to.equal(0);
		const closer = await reported(
			['--suite', 'smoke', '--fail-on', 'high', '--skip', 'acme/broken'],
			[],
		);
		expect(closer.code).to.equal(1);
	});

	it('exit 2 for a name that there is not', async () => {
		const { code, stderr } = await cli(['list', '--suite', 'smoek']);
		expect(stderr).to.equal(
			'mtls-gauntlet: --suite "smoek": the config file has no such suite\nhint: did you mean smoke?\n',
		);
		expect(code).to.equal(2);
	});
});

function cli(args: readonly string[]): Promise<CliResult> {
	return runCli(args, { cwd: folder.path('') });
}

/** What a run against the server finds of the user's own variants. */
async function reported(
	args: readonly string[],
	materials: readonly string[] = given.caFlags.slice(2),
): Promise<CliResult & { readonly findings: readonly Finding[] }> {
	const target = [server.url, '--connect-to', `127.0.0.1:${server.port}`, '--cacert', given.cacert];
	const own = args.includes('--suite') ? [] : variants;
	const result = await cli([...target, ...materials, ...own, ...args, '--reporter', 'json=-']);
	if (result.stdout === '') throw new Error(result.stderr);
	const { findings } = JSON.parse(result.stdout) as { findings: readonly Finding[] };
	return { ...result, findings: findings.filter(({ family }) => family === 'acme') };
}

const variants = ['--variants', 'variants.mjs'];
// Whoever writes JavaScript need not import anything.
const module = `
const common = {
	kind: 'probe', why: 'It is a test.', fix: 'Refuse it.', level: 'MUST', severity: 'high', expect: 'reject',
	cites: [{ section: 'Policy ACME 1', quote: 'Not this.' }],
	reference: null, alerts: [], twin: 'control/issued', needs: ['issuer'],
};
const yesterday = new Date(Date.now() - 86_400_000);
export const all = [
	{ ...common, id: 'acme/lets-in', title: 'a certificate like any other',
		attempt: ({ issuer }) => [{ credential: issuer.issue() }] },
	{ ...common, id: 'acme/expired', title: 'a certificate of yesterday',
		attempt: ({ issuer }) => [{ credential: issuer.issue({ validity: { notAfter: yesterday } }) }] },
	{ ...common, id: 'acme/broken', title: 'an attempt that goes wrong',
		attempt: () => { throw new Error('printer.pem is not there'); } },
];
export const help = () => 'not a variant';
`;
const config = {
	$schema: './node_modules/mtls-gauntlet/schema/config.json',
	variants: 'variants.mjs',
	tls: '1.3',
	only: 'trust',
	'client-ca': 'client-ca.pem',
	clientCaKey: 'client-ca.key',
	suites: { smoke: { only: ['acme'], 'fail-on': 'critical' }, nightly: {} },
};
