import { expect } from 'chai';
import type { RequestListener } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { after, before, describe, it } from 'mocha';
import { createLabAuthorities, type LabAuthority } from '../../../harness/lab/authorities.ts';
import type { Lab, LabLocation, LabServer, Said } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { runLab } from '../../../harness/lab/run-lab.ts';
import { parseRules } from '../../../harness/parse-rule.ts';
import { startRun } from '../../../harness/run.ts';
import type { Run } from '../../../harness/finding.ts';
import { keys, runOptions } from '../lab.ts';
import { type OwnServer, startOwn } from '../own-server.ts';

describe('a lab', () => {
	const authorities = createLabAuthorities(keys);
	let ca: LabAuthority;
	let server: OwnServer;
	const seen: Said[] = [];

	before(async () => {
		ca = authorities.of('client-ca.pem');
		const pair = await authorities.server(['api.example'], 'ecdsa');
		server = await startOwn({ ...pair, ca: ca.pem, rejectUnauthorized: false }, pages);
		server.server.on('secureConnection', (socket) => {
			const { remotePort = 0, authorizationError } = socket;
			// @types/node says Error, but it is the code as text.
			const reason = authorizationError && String(authorizationError);
			if (reason) seen.push({ port: remotePort, at: Date.now(), reason });
		});
	});
	after(() => server.close());

	const pages: RequestListener = (request, response) => {
		const { authorized } = request.socket as TLSSocket;
		const status = statusOf(request.url ?? '/', authorized);
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ path: request.url, told: authorized ? 'SUCCESS' : 'FAILED' }));
	};
	const statusOf = (path: string, authorized: boolean): number => {
		if (path.startsWith('/open') || path.startsWith('/handed')) return 200;
		if (path.startsWith('/gone')) return 404;
		if (path.startsWith('/shut')) return 403;
		return authorized ? 200 : 403;
	};

	const location = (path: string, acceptIf: LabLocation['acceptIf'] = []): LabLocation => ({
		path,
		written: `location ${path}`,
		where: 'server.conf:1',
		acceptIf,
	});
	const all = [
		location('/'),
		location('/open'),
		location('/gone'),
		location('/shut'),
		location('/handed', parseRules('--accept-if', ['json:told=SUCCESS'])),
	];
	const labOf = (locations: readonly LabLocation[], changes: Partial<LabServer> = {}): Lab => ({
		source: 'nginx server.conf',
		servers: [
			{
				url: 'https://api.example/',
				host: 'api.example',
				port: 443,
				servername: 'api.example',
				connectTo: { host: '127.0.0.1', port: server.port },
				where: 'server.conf:1',
				clientCa: ca.clientCa,
				refused: [],
				identity: null,
				locations,
				vhosts: [],
				listeners: [],
				verifyDepth: null,
				revocation: null,
				...changes,
			},
		],
		notes: [],
		files: [],
		ended: () => null,
		stop: async () => {},
		said: async () => seen,
	});
	const settings = (changes: Partial<LabSettings> = {}): LabSettings => {
		return {
			...runOptions(0),
			only: ['control/valid', 'presence', 'validity/expired', 'server-identity'],
			protectedPaths: [],
			openPaths: [],
			identity: null,
			servers: [],
			protectedBefore: new Map(),
			...changes,
		};
	};
	const run = (lab: Lab, changes: Partial<LabSettings> = {}): Promise<Run> =>
		runLab(lab, {
			settings: settings(changes),
			authorities,
			signal: new AbortController().signal,
			carryOut: async (options) => {
				const started = await startRun(options, new AbortController().signal);
				return started.run;
			},
		});

	describe('without a word about its paths', () => {
		let whole: Run;
		before(async () => {
			whole = await run(labOf(all));
		});

		it('says who gets what', () => {
			const [target] = whole.targets;
			expect(
				Object.fromEntries(target?.locations?.map(({ path, access }) => [path, access]) ?? []),
			).to.deep.equal({
				'/': 'protected',
				'/open': 'open',
				'/gone': 'same-for-everybody',
				'/shut': 'closed',
				'/handed': 'protected',
			});
		});

		it('tests what is protected, each as its rule says, and is green', () => {
			expect([...new Set(whole.findings.map(({ path }) => path))].toSorted()).to.deep.equal([
				'/',
				'/handed',
			]);
			expect(whole.conclusion).to.equal('conforms');
			expect(whole.targets.map(({ url }) => url)).to.deep.equal(['https://api.example/']);
		});

		it('tells what the server said itself', () => {
			const expired = whole.findings.filter(({ id }) => id === 'validity/expired');
			expect([...new Set(expired.map(({ reason }) => reason))]).to.deep.equal(['CERT_HAS_EXPIRED']);
		});

		it('does not judge the certificate that it gave the server itself', () => {
			expect(whole.findings.map(({ family }) => family)).not.to.include('server-identity');
		});
	});

	it('finds it where a path that is to be protected is open', async () => {
		const { findings, conclusion } = await run(labOf(all), { protectedPaths: ['/open'] });
		expect(conclusion).to.equal('deviates');
		const bare = findings.find(({ id }) => id === 'presence/no-certificate');
		expect(bare).to.include({ path: '/open', verdict: 'accept', fails: true });
		expect(bare?.reproduce).to.deep.equal([
			`mtls-gauntlet lab nginx --only presence/no-certificate --tls ${String(bare?.tls).slice(4)} server.conf`,
		]);
	});

	it('tests what its config guards, also where everybody gets it', async () => {
		const guarded = { ...location('/open'), isGuarded: true };
		const { findings, conclusion } = await run(labOf([location('/'), guarded]));
		expect(conclusion).to.equal('deviates');
		const failing = findings.filter(({ fails }) => fails);
		expect([...new Set(failing.map(({ path }) => path))]).to.deep.equal(['/open']);
	});

	it('is red where the server asks for certificates and nobody needs one', async () => {
		const { findings, conclusion } = await run(labOf([location('/open'), location('/open/too')]));
		expect(conclusion).to.equal('deviates');
		expect(findings.filter(({ fails }) => fails).map(({ id }) => id)).to.include(
			'presence/no-certificate',
		);
	});

	it('concludes nothing where all get the same, or nobody is let in', async () => {
		expect((await run(labOf([location('/gone')]))).conclusion).to.equal('inconclusive');
		expect((await run(labOf([location('/shut')]))).conclusion).to.equal('inconclusive');
	});

	it('tests what asks nobody where nothing else asks, or an earlier run tested it', async () => {
		const { servers, ...rest } = labOf([location('/open')]);
		const everybody = await run({ ...rest, servers: [], unasked: servers });
		expect(everybody.conclusion).to.equal('deviates');
		const [unasked] = labOf([location('/open')], { url: 'https://old.example/' }).servers;
		const both = { ...labOf(all), unasked: [unasked as LabServer] };
		const urls = async (changes: Partial<LabSettings>): Promise<readonly string[]> =>
			(await run(both, changes)).targets.map(({ url }) => url);
		expect(await urls({})).to.deep.equal(['https://api.example/']);
		expect(await urls({ protectedBefore: new Map([['https://old.example/', []]]) })).to.deep.equal([
			'https://api.example/',
			'https://old.example/',
		]);
	});

	it('tests what was protected before, also where its location is gone', async () => {
		const protectedBefore = new Map([['https://api.example/', ['/', '/open/admin']]]);
		const { findings, targets } = await run(labOf([location('/')]), { protectedBefore });
		const failing = findings.filter(({ fails }) => fails);
		expect([...new Set(failing.map(({ path }) => path))]).to.deep.equal(['/open/admin']);
		expect(targets[0]?.locations?.map(({ path, access }) => [path, access])).to.deep.equal([
			['/', 'protected'],
			['/open/admin', 'open'],
		]);
	});

	it('is a usage error where nothing speaks TLS, or no server has the name', async () => {
		const failing = (lab: Lab, changes: Partial<LabSettings> = {}): Promise<string> =>
			run(lab, changes).then(
				() => 'no error',
				(error: unknown) => String(error),
			);
		expect(await failing({ ...labOf(all), servers: [] })).to.include(
			'nginx server.conf: nothing there speaks TLS',
		);
		expect(await failing(labOf(all), { servers: ['other.example'] })).to.include(
			'--server other.example: nginx server.conf has no such server',
		);
	});
});
