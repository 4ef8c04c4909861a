import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { RawOptions } from '../../../harness/cli/option-table.ts';
import { type ParsedRun, parseRunOptions } from '../../../harness/cli/parse-options.ts';
import { everythingSaid, openWorkshop, type Workshop } from '../../fixtures/pki/openssl.ts';
import { refusal } from './refusal.ts';

describe('the options of a run', () => {
	let workshop: Workshop;
	before(() => {
		workshop = openWorkshop();
		const { certificate } = createRoot(createKeyRing());
		workshop.write('anchors.pem', certificatesPem([certificate]));
		workshop.write('token', 's3cret\r\n');
	});
	after(() => workshop.close());

	const url = 'https://localhost:8443/status?full=1';
	const parse = (flags: RawOptions = {}, env: Record<string, string> = {}): Promise<ParsedRun> =>
		parseRunOptions(
			{ cacert: 'anchors.pem', ...flags },
			{ url, env: { ...env }, cwd: workshop.folder },
		);
	const run = async (flags: RawOptions = {}, env: Record<string, string> = {}) =>
		(await parse(flags, env)).run;

	it('have sound defaults', async () => {
		const { run: options, reporters, configFile } = await parse();
		const { target, materials, trust, ...rest } = options;
		expect(rest).to.deep.equal({
			method: 'GET',
			paths: ['/status?full=1'],
			openPaths: [],
			vhosts: [],
			listeners: [],
			headers: [],
			tls: null,
			revocation: null,
			ocspAddress: null,
			verifyDepth: null,
			profile: 'default',
			only: [],
			skip: [],
			own: [],
			failOn: 'medium',
			strictAlerts: false,
			acceptIf: [],
			rejectIf: [],
			markers: [],
			reasonFrom: [],
			concurrency: null,
			rate: null,
			waitMs: null,
			timeoutMs: 10_000,
			deadlineMs: null,
			mayTest: { kind: 'loopback' },
			reproduceFrom: { kind: 'pki', flags: [] },
		});
		expect(target.port).to.equal(8443);
		expect(materials.valid).to.equal(null);
		expect(trust.source).to.equal('anchors.pem');
		expect({ reporters, configFile }).to.deep.equal({ reporters: [], configFile: null });
	});

	it('are read', async () => {
		const options = await run({
			...{ method: 'post', path: ['/a', '/b,c', '/a'], tls: ['1.3', 'TLSv1.2', '1.3'] },
			...{ failOn: 'High', rate: '0.5/s', concurrency: '3', timeout: '1', deadline: '60000' },
			...{
				wait: '0',
				verifyDepth: '2',
				strictAlerts: true,
				acceptIf: ['status:2xx'],
				reasonFrom: ['header:x'],
			},
		});
		expect(options).to.deep.include({
			...{ method: 'POST', paths: ['/a', '/b,c'], tls: ['TLSv1.2', 'TLSv1.3'], failOn: 'high' },
			...{ rate: 0.5, concurrency: 3, timeoutMs: 1, deadlineMs: 60_000, waitMs: 0 },
			verifyDepth: 2,
			strictAlerts: true,
		});
		expect(options.acceptIf.map(({ text }) => text)).to.deep.equal(['status:2xx']);
	});

	it('name the responder of OCSP, whose credentials cannot be shown by hand', async () => {
		const { certificate, key } = createRoot(createKeyRing());
		workshop.write('ca.pem', certificatesPem([certificate]) + keyPem(key));
		const flags = { revocation: 'OCSP', ocspAddress: '[2001:db8::1]:8888', clientCa: 'ca.pem' };
		const options = await run(flags);
		expect(options).to.deep.include({
			revocation: 'ocsp',
			ocspAddress: { host: '2001:db8::1', port: 8888 },
			reproduceFrom: null,
		});
		const { reproduceFrom } = await run({ clientCa: 'ca.pem' });
		expect(reproduceFrom).to.deep.equal({ kind: 'pki', flags: ['--client-ca', 'ca.pem'] });
	});

	it('ask for the path of the URL where none is left', async () => {
		expect((await run({ path: [] })).paths).to.deep.equal(['/status?full=1']);
	});

	it('know --strict as two others', async () => {
		expect(await run({ strict: true })).to.include({ failOn: 'info', strictAlerts: true });
	});

	it('come from the environment as well', async () => {
		const { run: options } = await parseRunOptions(
			{},
			{
				url: null,
				cwd: workshop.folder,
				env: {
					MTLS_GAUNTLET_URL: 'https://staging.test',
					MTLS_GAUNTLET_I_MAY_TEST_THIS: 'true',
					MTLS_GAUNTLET_CACERT: 'anchors.pem',
					MTLS_GAUNTLET_FAIL_ON: 'low',
				},
			},
		);
		expect(options.target.host).to.equal('staging.test');
		expect(options.mayTest).to.deep.equal({ kind: 'confirmed' });
		expect(options.failOn).to.equal('low');
	});

	it('say what else the server serves, on the command line, in the environment and in a file', async () => {
		const more = {
			vhost: ['Www.Test=open'],
			protected: ['/admin'],
			open: ['/health'],
			listener: ['http://127.0.0.1:8080'],
			marker: ['body:/secret, really/'],
		};
		const expected = {
			vhosts: [{ name: 'www.test', kind: 'open' }],
			paths: ['/status?full=1', '/admin'],
			openPaths: ['/health'],
			listeners: [{ url: 'http://127.0.0.1:8080', host: '127.0.0.1', port: 8080, plaintext: true }],
		};
		const env = {
			MTLS_GAUNTLET_VHOST: 'Www.Test=open',
			MTLS_GAUNTLET_PROTECTED: '/admin',
			MTLS_GAUNTLET_OPEN: '/health',
			MTLS_GAUNTLET_LISTENER: 'http://127.0.0.1:8080',
			MTLS_GAUNTLET_MARKER: 'body:/secret, really/',
		};
		workshop.write('more.json', JSON.stringify(more));
		for (const options of [
			await run(more),
			await run({}, env),
			await run({ config: 'more.json' }),
		]) {
			expect(options).to.deep.include(expected);
			expect(options.markers.map(({ text }) => text)).to.deep.equal(['body:/secret, really/']);
		}
	});

	it('say so on the command line before the environment, and there before the file', async () => {
		workshop.write(
			'three.json',
			JSON.stringify({ vhost: 'c.test=open', open: '/c', protected: '/p', marker: 'header:C' }),
		);
		const env = { MTLS_GAUNTLET_VHOST: 'b.test=protected,d.test=open', MTLS_GAUNTLET_OPEN: '/b' };
		const options = await run({ config: 'three.json', open: ['/a'] }, env);
		expect(options).to.deep.include({
			vhosts: [
				{ name: 'b.test', kind: 'protected' },
				{ name: 'd.test', kind: 'open' },
			],
			openPaths: ['/a'],
			paths: ['/status?full=1', '/p'],
		});
		expect(options.markers).to.have.lengthOf(1);
	});

	it('need the permission for each listener', async () => {
		const listener = ['http://origin.test:8080'];
		await refusal(() => run({ listener }, { MTLS_GAUNTLET_I_MAY_TEST: 'other.test' }));
		const granted = await run({ listener }, { MTLS_GAUNTLET_I_MAY_TEST: 'origin.test' });
		expect(granted.mayTest).to.deep.equal({ kind: 'hosts', hosts: ['origin.test'] });
	});

	it('take header values from the environment and from files', async () => {
		const header = ['A: x: y', 'B:env:TOKEN', 'C: @token', 'D:'];
		expect((await run({ header }, { TOKEN: 'from env' })).headers).to.deep.equal([
			['A', 'x: y'],
			['B', 'from env'],
			['C', 's3cret'],
			['D', ''],
		]);
	});

	it('refuse headers that would smuggle something, and repeat none', async () => {
		const headers = ['s3cret', ': s3cret', 's3 cret: x', 'A\r\nB: s3cret', 'A: s3cret\r\nB: c'];
		const more = [
			'A: s3cret\u0000',
			'A: s3cret€',
			'Transfer-Encoding: s3cret',
			'connection: s3cret',
		];
		for (const line of [...headers, ...more]) {
			const error = await refusal(() => run({ header: [line] }));
			expect(error.message).to.match(/^--header /u);
			expect(everythingSaid(error)).not.to.match(/s3 ?cret/u);
		}
		const fromEnv = await refusal(() => run({ header: ['A: env:T'] }, { T: 's3cret\nB: c' }));
		expect(everythingSaid(fromEnv)).not.to.include('s3cret');
		await refusal(() => run({ header: ['A: env:UNSET'] }));
	});

	const refused: readonly (readonly [RawOptions, RegExp, RegExp])[] = [
		[{ tls: ['1.1'] }, /^--tls "1\.1": unknown TLS version$/u, /^1\.2 or 1\.3$/u],
		[{ tls: ['tls'] }, /^--tls "tls": unknown TLS version$/u, /^1\.2 or 1\.3$/u],
		[{ tls: [] }, /^--tls: no version$/u, /^1\.2 or 1\.3$/u],
		[{ profile: 'spifee' }, /^--profile "spifee": unknown profile$/u, /^one of default, rfc5280/u],
		[{ profile: 'spiffe' }, /^--profile spiffe: .* no SPIFFE ID$/u, /--identity uri:spiffe:/u],
		[{ revocation: 'crt' }, /^--revocation "crt": unknown method$/u, /^one of crl, ocsp$/u],
		[{ failOn: 'hihg' }, /^--fail-on "hihg": unknown severity$/u, /^did you mean high\?$/u],
		[{ failOn: 'everything' }, /^--fail-on "everything"/u, /^known: info, low, medium/u],
		[{ timeout: '0' }, /^--timeout "0": expected milliseconds, a whole number from 1/u, /^$/u],
		[{ timeout: '10s' }, /^--timeout "10s": expected milliseconds/u, /^$/u],
		[{ timeout: '1e3' }, /^--timeout "1e3"/u, /^$/u],
		[{ timeout: '99999999' }, /^--timeout "99999999"/u, /^$/u],
		[{ deadline: '-1' }, /^--deadline "-1"/u, /^$/u],
		[{ wait: '60001' }, /^--wait "60001"/u, /^$/u],
		[{ concurrency: '0' }, /^--concurrency "0": expected probes at a time/u, /^$/u],
		[{ concurrency: '257' }, /^--concurrency "257"/u, /^$/u],
		[{ verifyDepth: '91' }, /^--verify-depth "91": expected intermediates, a whole/u, /^$/u],
		[{ verifyDepth: 'two' }, /^--verify-depth "two"/u, /^$/u],
		[{ ocspAddress: 'here' }, /^--ocsp-address "here": not a host and a port$/u, /^HOST:PORT/u],
		[{ ocspAddress: '0.0.0.0:80' }, /^--ocsp-address .*nobody can connect to that$/u, /^name/u],
		[{ ocspAddress: '10.0.0.1:0' }, /^--ocsp-address port "0"/u, /^$/u],
		[{ ocspAddress: '10.0.0.1:80' }, /^--ocsp-address is given without --revocation ocsp$/u, /^$/u],
		[{ rate: '5' }, /^--rate "5": expected connections a second, as in 20\/s$/u, /^from/u],
		[{ rate: '0/s' }, /^--rate "0\/s"/u, /^from/u],
		[{ path: ['a'] }, /^--path "a": not the path of a request$/u, /begins with \//u],
		[{ path: ['/a b'] }, /^--path "\/a b"/u, /percent/u],
		[{ path: ['/a\r\nX: y'] }, /^--path "\/a\\r\\n/u, /percent/u],
		[{ path: ['/a#b'] }, /^--path "\/a#b"/u, /percent/u],
		[{ method: 'G T' }, /^--method "G T": not a request method$/u, /^$/u],
		[{ method: 'connect' }, /^--method CONNECT/u, /^$/u],
		[{ acceptIf: ['2xx'] }, /^--accept-if "2xx": not a rule$/u, /^status:200/u],
		[{ rejectIf: ['body:/(/'] }, /^--reject-if "body:\/\(\/": not a regular/u, /^$/u],
		[{ marker: ['secret'] }, /^--marker "secret": not a rule$/u, /^status:200/u],
		[{ vhost: ['localhost=open'] }, /^--vhost localhost=open: is the name that is tested/u, /URL/u],
		[
			{ servername: 'a.test', vhost: ['a.test=open'] },
			/^--vhost a\.test=open: is/u,
			/--servername/u,
		],
		[{ open: ['/status?full=1'] }, /^--open \/status\?full=1: is also tested/u, /--protected/u],
		[
			{ listener: ['http://localhost:8443'] },
			/^--listener .*: is where the target is/u,
			/another/u,
		],
		[{ listener: ['http://10.0.0.1'] }, /^10\.0\.0\.1 is not this machine/u, /--i-may-test-this/u],
		[
			{ reasonFrom: ['status:200'] },
			/^--reason-from "status:200": not a selector$/u,
			/^header:NAME/u,
		],
		[{ reporter: ['junti=a.xml'] }, /^--reporter "junti": no such reporter$/u, /mean junit\?/u],
		[{ connectTo: '10.0.0.1:443' }, /^10\.0\.0\.1 is not this machine/u, /--i-may-test-this/u],
		[{ config: 'none.json' }, /^config file none\.json: cannot be read$/u, /^looked for \//u],
	];
	for (const [flags, message, hint] of refused) {
		it(`refuse ${JSON.stringify(flags)}`, async () => {
			const error = await refusal(() => parse(flags));
			expect(error.message).to.match(message);
			expect(error.hint ?? '').to.match(hint);
		});
	}

	it('refuse to start without a URL', async () => {
		const error = await refusal(() =>
			parseRunOptions({}, { url: null, env: {}, cwd: workshop.folder }),
		);
		expect(error.message).to.equal('no URL to test');
	});
});
