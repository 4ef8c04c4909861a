import { expect } from 'chai';
import { it } from 'mocha';
import { distinguishedName } from '../../../../fixtures/pki/distinguished-name.ts';
import { describeWithServer } from '../../../servers/available.ts';
import {
	type ConfigLab,
	failures,
	reasonsOf,
	refusalOf,
	runConfig,
	withConfig,
} from '../config-lab.ts';
import { haproxyLab, linesBefore } from './haproxy-lab.ts';

const tls = ['TLSv1.3'] as const;
const common = [
	'presence/no-certificate',
	'trust/self-signed',
	'validity/expired',
	'path/ca-false',
];

describeWithServer('haproxy', 'lab haproxy', () => {
	it('is green on a sound config, with the names of OpenSSL’s errors as reasons', async () => {
		const lab = haproxyLab([
			'frontend in',
			'\tbind :80',
			'\tbind :443,:::443 ssl crt "${CERTS}/site.pem" ca-file ca.pem verify required crl-file crl.pem',
			'\thttp-request redirect scheme https unless { ssl_fc }',
			'\tacl is_admin path_beg /admin',
			'\thttp-request deny if is_admin !{ ssl_c_s_dn(cn) -m str root }',
			'\tdefault_backend app',
			'backend app',
			'\toption httpchk GET /health',
			'\tserver one app.internal:8443 ssl verify required ca-file inner.pem check send-proxy',
		]);
		const only = [...common, 'route/plain-http-listener', 'revocation/end-entity-revoked'];
		const run = await runConfig(lab, { tls, only: [...only, 'identity/name-prefix'] });
		expect([run.conclusion, failures(run)]).to.deep.equal(['conforms', []]);
		expect(run.lab?.notes).to.deep.equal([
			`haproxy.cfg:${linesBefore + 3}: \${CERTS} is not set here: HAProxy reads nothing`,
			`haproxy.cfg:${linesBefore + 10}: send-proxy is left out: the stub does not speak the PROXY protocol`,
		]);
		expect(
			run.targets.map(({ url, locations }) => [url, locations?.map(({ path }) => path)]),
		).to.deep.equal([['https://localhost/', ['/', '/admin']]]);
		expect(reasonsOf(run, 'validity/expired')).to.deep.equal(['CERT_HAS_EXPIRED']);
		expect(reasonsOf(run, 'path/ca-false')).to.deep.equal(['INVALID_CA']);
		expect(reasonsOf(run, 'revocation/end-entity-revoked')).to.deep.equal(['CERT_REVOKED']);
		expect(reasonsOf(run, 'presence/no-certificate')).to.deep.equal([
			'peer did not return a certificate',
		]);
	});

	it('finds that errors are ignored, and still says them', async () => {
		const run = await runConfig(
			haproxyLab([
				'frontend in',
				'\tbind :443 ssl crt a.pem ca-file ca.pem verify required crt-ignore-err all ca-ignore-err all',
				'\tdefault_backend app',
				'backend app',
				'\tserver one 10.0.0.1:80',
			]),
			{ tls, only: common },
		);
		expect(failures(run)).to.deep.equal(['trust/self-signed', 'path/ca-false', 'validity/expired']);
		expect(reasonsOf(run, 'trust/self-signed')).to.deep.equal(['DEPTH_ZERO_SELF_SIGNED_CERT']);
	});

	it('leaves the verdict to rules, per name and path', async () => {
		const run = await runConfig(
			haproxyLab([
				'frontend in',
				'\tbind :443 ssl crt certs/ ca-file ca.pem verify optional crt-ignore-err all ca-ignore-err all',
				'\tacl is_api hdr(host) -i api.example.com',
				'\tacl health path /health',
				'\tacl bad ssl_c_err gt 0',
				'\tacl bad ssl_c_ca_err gt 0',
				'\thttp-request deny if is_api !health !{ ssl_c_used }',
				'\thttp-request deny if is_api !health bad',
				'\thttp-request deny deny_status 429 if { sc_http_req_rate(0) gt 2 }',
				'\tuse_backend api if is_api',
				'\tdefault_backend www',
				'backend api',
				'\tserver one 10.0.0.1:80',
				'backend www',
				'\tserver one 10.0.0.2:80',
			]),
			{ tls, only: common },
		);
		expect(failures(run)).to.deep.equal([]);
		expect(run.targets[0]?.url).to.equal('https://api.example.com/');
		expect(run.targets[0]?.locations?.map(({ path, access }) => [path, access])).to.deep.equal([
			['/', 'protected'],
			['/health', 'open'],
		]);
		expect(run.lab?.notes).to.deep.equal([
			`haproxy.cfg:${linesBefore + 9}: http-request deny deny_status 429 is left out: it is about the load, which the run makes`,
		]);
		expect(reasonsOf(run, 'presence/no-certificate')).to.deep.equal(['refused by a rule (PR)']);
	});

	it('knows what rules mean to guard, and names nobody whom they do not ask for', async () => {
		await withConfig(
			haproxyLab([
				'frontend in',
				'\tbind :443 ssl crt certs/ ca-file ca.pem verify optional',
				'\thttp-request deny if { path_beg /none } !{ ssl_c_verify 0 }',
				'\thttp-request deny if { path_beg /org } !{ ssl_c_s_dn(o) -m str Acme }',
				'\tdefault_backend www',
				'backend www',
				'\tserver one 10.0.0.2:80',
			]),
			({ servers }) => {
				const guarded = servers.flatMap(({ locations, identity }) =>
					locations.flatMap(({ path, isGuarded }) => (isGuarded ? [[path, identity]] : [])),
				);
				const acme = { subject: distinguishedName(['O', 'Acme']), subjectAltName: [] };
				expect(guarded).to.deep.equal([
					['/none', null],
					['/org', acme],
				]);
			},
		);
	});

	it('takes the headers for the verdict where HAProxy leaves it to what is behind it', async () => {
		const forwarding = (...headers: readonly string[]): ReturnType<typeof haproxyLab> =>
			haproxyLab([
				'listen in',
				'\tbind :443 ssl crt a.pem ca-file ca.pem verify optional crt-ignore-err all ca-ignore-err all',
				...headers.map((header) => `\thttp-request set-header ${header}`),
				'\tserver one 10.0.0.1:80',
			]);
		const verify = 'X-SSL-Client-Verify %[ssl_c_verify]';
		const subject = 'X-SSL-Client-DN %{+Q}[ssl_c_s_dn]';
		expect(failures(await runConfig(forwarding(verify, subject), { tls, only: common }))).to.be
			.empty;
		// `ssl_c_verify` is 0 for who has no certificate.
		const alone = await runConfig(forwarding(verify), { tls, only: common });
		expect(failures(alone)).to.deep.equal(['presence/no-certificate']);
	});

	it('takes no header for the verdict that clients can send themselves', async () => {
		const config = (...more: readonly string[]): ConfigLab =>
			haproxyLab([
				'frontend in',
				'\tbind :443 ssl crt certs/ ca-file ca.pem verify optional',
				...more,
				'\thttp-request set-header X-Proof %[ssl_c_verify] if { ssl_c_used }',
				'\tdefault_backend app',
				'backend app',
				'\tserver one 10.0.0.1:80',
			]);
		const toldIn = (order: ConfigLab): Promise<readonly (readonly string[])[]> =>
			withConfig(order, ({ servers: [server], notes }) => [
				server?.locations[0]?.acceptIf.map(({ text }) => text) ?? [],
				notes.filter((it) => it.includes('can send it')),
			]);
		const note = `haproxy.cfg:${linesBefore + 2}: X-Proof is set for some requests and removed from none: who shows no certificate can send it, so it says nothing`;
		expect(await toldIn(config())).to.deep.equal([[], [note]]);
		const removing = config('\thttp-request del-header X-Pro -m beg');
		expect(await toldIn(removing)).to.deep.equal([['header:lab-told-x-proof=0'], []]);
	});

	it('keeps the tenants of a crt-list apart, and finds where the config does not', async () => {
		const list = [
			'# tenants',
			'/etc/haproxy/certs/www.pem www.example.com',
			'/etc/haproxy/certs/a.pem [verify required ca-file /etc/haproxy/a.pem] a.example.com',
			'/etc/haproxy/certs/b.pem [ verify required ca-file /etc/haproxy/b.pem ] *.b.example.com',
			'',
		].join('\n');
		const tenants = (...rules: readonly string[]): ReturnType<typeof haproxyLab> =>
			haproxyLab(
				[
					'frontend in',
					'\tbind :443 ssl crt-list /etc/haproxy/crt-list.txt strict-sni',
					...rules,
					'\tuse_backend b if { hdr_end(host) -i .b.example.com }',
					'\tdefault_backend a',
					...['backend a', '\tserver one 10.0.0.1:80', 'backend b', '\tserver one 10.0.0.2:80'],
				],
				{ 'crt-list.txt': list },
			);
		const only = ['trust/refused-credential', 'vhost/open-sni', 'vhost/own-sni-other-host'];
		const weak = await runConfig(tenants(), { tls, only });
		expect(failures(weak)).to.deep.equal(['vhost/open-sni', 'vhost/own-sni-other-host']);
		expect(weak.targets.map(({ url }) => url)).to.deep.equal([
			'https://a.example.com/',
			'https://www.b.example.com/',
		]);
		const sound = await runConfig(
			tenants(
				'\thttp-request set-var(txn.host) req.hdr(host),field(1,:),lower',
				'\thttp-request deny deny_status 421 unless { ssl_fc_sni,lower,strcmp(txn.host) eq 0 }',
			),
			{ tls, only },
		);
		expect(failures(sound)).to.deep.equal([]);
	});

	it('says in HAProxy’s words why a config does not start, with the user’s files and lines', async () => {
		const start = ['frontend in', '\tbind :443 ssl crt a.pem ca-file ca.pem verify required'];
		expect(await refusalOf(haproxyLab([...start, '\tfrobnicate yes']))).to.equal(
			`haproxy does not start: haproxy.cfg:${linesBefore + 3}: unknown keyword 'frobnicate' in 'frontend' section`,
		);
		const list = { 'list.txt': '# none\n/a.pem [frob yes] a.test\n' };
		expect(
			await refusalOf(haproxyLab(['frontend in', '\tbind :443 ssl crt-list list.txt'], list)),
		).to.equal(
			`haproxy does not start: haproxy.cfg:${linesBefore + 2}: 'bind :443' in section 'frontend' : 'crt-list' : parsing [list.txt:2]: unknown ssl keyword frob`,
		);
		expect(
			await refusalOf(haproxyLab(['frontend in', '\tbind :443 ssl crt-list no.txt'])),
		).to.equal(`haproxy.cfg:${linesBefore + 2}: crt-list no.txt cannot be read`);
	});

	it('ends at whatever its own config leads to, and leaves out what does not listen', async () => {
		const lab = haproxyLab(
			[
				'frontend in',
				'\tmode tcp',
				'\tbind :443',
				'\tuse_backend mtls if { req.ssl_sni -i api.example.com }',
				'backend mtls',
				'\tmode tcp',
				'\tserver own unix@/run/mtls.sock send-proxy-v2',
				'frontend mtls',
				'\tbind unix@/run/mtls.sock accept-proxy ssl crt a.pem ca-file ca.pem verify required',
				'\t.if defined(NEVER)',
				'\tbind :9443 ssl crt a.pem ca-file other.pem verify required',
				'\t.endif',
				'\thttp-request deny unless { ssl_c_s_dn(cn),map_str(/etc/haproxy/users.map) -m found }',
				'\tdefault_backend app',
				'backend app',
				'\tserver one app.svc:8080 check resolvers dns',
				'resolvers dns',
				'\tnameserver one 10.0.0.2:53',
				'peers others',
				'\tpeer one 10.0.0.3:1024',
			],
			{ 'users.map': 'alice 1\n' },
		);
		await withConfig(lab, ({ servers, notes }) => {
			expect(servers.map(({ url, where }) => [url, where])).to.deep.equal([
				['https://localhost/', `haproxy.cfg:${linesBefore + 9}`],
			]);
			expect(servers[0]?.identity?.subject.toString('latin1')).to.include('alice');
			expect(notes.at(-1)).to.equal(
				`haproxy.cfg:${linesBefore + 11}: does not listen (\`disabled\`, or in an \`.if\` that does not hold)`,
			);
		});
	});
});
