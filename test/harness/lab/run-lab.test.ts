import { expect } from 'chai';
import type { RequestListener } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { after, before, describe, it } from 'mocha';
import { createLabAuthorities, type LabAuthority } from '../../../harness/lab/authorities.ts';
import type { Lab, LabLocation, LabServer, Said } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { parseRules } from '../../../harness/parse-rule.ts';
import type { Run } from '../../../harness/finding.ts';
import { keys } from '../lab.ts';
import { type OwnServer, startOwn } from '../own-server.ts';
import { runIn } from './with-lab.ts';

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
		if (path.startsWith('/log-in')) return authorized ? 200 : 302;
		if (path.startsWith('/hidden')) return authorized ? 200 : 404;
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
	const run = (lab: Lab, changes: Partial<LabSettings> = {}): Promise<Run> => {
		const only = ['control/valid', 'presence', 'validity/expired', 'server-identity'];
		const { signal } = new AbortController();
		return runIn(lab, { authorities, signal }, { only, ...changes });
	};

	it('takes a redirect or a 404 for a refusal where the valid credential is served', async () => {
		const whole = await run(labOf([location('/log-in'), location('/hidden')]));
		const [target] = whole.targets;
		expect(target?.locations?.map(({ access }) => access)).to.deep.equal([
			'protected',
			'protected',
		]);
		expect(target?.locations?.[0]?.because).to.contain('HTTP 302 without');
		expect(new Set(whole.findings.map(({ path }) => path))).to.include('/hidden');
		expect(whole.conclusion).to.equal('conforms');
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
		const { findings, conclusion, targets } = await run(labOf(all), {
			protectedPaths: ['/open', '/below'],
		});
		expect(targets[0]?.locations?.find(({ path }) => path === '/below')).to.include({
			access: 'protected',
			tested: true,
		});
		expect(conclusion).to.equal('deviates');
		const bare = findings.find(({ id }) => id === 'presence/no-certificate');
		expect(bare).to.include({ path: '/open', verdict: 'accept', fails: true });
		expect(bare?.reproduce).to.deep.equal([
			`mtls-gauntlet lab nginx --only presence/no-certificate --tls ${String(bare?.tls).slice(4)} --protected /open server.conf`,
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
		const asked = async (changes: Partial<LabSettings>): Promise<[string[], readonly string[]]> => {
			const { targets, lab } = await run(both, changes);
			return [targets.map(({ url }) => url), lab?.notes ?? []];
		};
		expect(await asked({})).to.deep.equal([
			['https://api.example/'],
			['asks nobody for a certificate, and was not tested: https://old.example/ (server.conf:1)'],
		]);
		const found = { protectedPaths: [], checksLists: false };
		expect(await asked({ before: new Map([['https://old.example/', found]]) })).to.deep.equal([
			['https://api.example/', 'https://old.example/'],
			[],
		]);
	});

	it('tests what was protected before, also where its location is gone', async () => {
		const found = { protectedPaths: ['/', '/open/admin'], checksLists: false };
		const before = new Map([['https://api.example/', found]]);
		const { findings, targets } = await run(labOf([location('/')]), { before });
		const failing = findings.filter(({ fails }) => fails);
		expect([...new Set(failing.map(({ path }) => path))]).to.deep.equal(['/open/admin']);
		expect(targets[0]?.locations?.map(({ path, access }) => [path, access])).to.deep.equal([
			['/', 'protected'],
			['/open/admin', 'open'],
		]);
	});

	it('asks what another config routes, and tests revocation where it was tested before', async () => {
		const alsoAsk = new Map([['https://api.example/', ['/open/new', '/']]]);
		const asked = await run(labOf([location('/')]), { alsoAsk });
		expect(asked.targets[0]?.locations?.map(({ path, access }) => [path, access])).to.deep.equal([
			['/', 'protected'],
			['/open/new', 'open'],
		]);
		expect(asked.conclusion).to.equal('conforms');
		const found = { protectedPaths: ['/'], checksLists: true };
		const { findings } = await run(labOf([location('/')]), {
			before: new Map([['https://api.example/', found]]),
			only: ['control/valid', 'revocation/end-entity-revoked'],
		});
		expect(findings.filter(({ fails }) => fails).map(({ id }) => id)).to.include(
			'revocation/end-entity-revoked',
		);
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
