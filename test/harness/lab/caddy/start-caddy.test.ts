import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { it } from 'mocha';
import { startCaddy } from '../../../../harness/lab/caddy/start-caddy.ts';
import { describeWithServer, serverPath } from '../../../servers/available.ts';
import {
	type ConfigLab,
	failures,
	reasonsOf,
	refusalOf,
	runConfig,
	withConfig,
} from '../config-lab.ts';

function caddyLab(
	lines: readonly string[],
	more: Readonly<Record<string, string>> = {},
	env: Readonly<Record<string, string>> = {},
): ConfigLab {
	return {
		start: startCaddy,
		binary: serverPath('caddy'),
		files: { Caddyfile: `${lines.join('\n')}\n`, ...more },
		env,
	};
}

/** A site that asks for certificates in that mode. */
function asking(mode: string, ...more: readonly string[]): readonly string[] {
	return [
		'api.example.com {',
		'\ttls {',
		'\t\tclient_auth {',
		`\t\t\tmode ${mode}`,
		'\t\t\ttrusted_ca_cert_file {$CA_FILE:/etc/caddy/ca.pem}',
		'\t\t}',
		'\t}',
		...(more.length > 0 ? more : ['\treverse_proxy app:8080']),
		'}',
	];
}

const tls = ['TLSv1.3'] as const;
const common = ['presence/no-certificate', 'trust/self-signed', 'validity/expired'];

describeWithServer('caddy', 'lab caddy', () => {
	it('keeps sites apart, is green on sound ones, and has Go’s words as reasons', async () => {
		const lab = caddyLab(
			[
				'{',
				'\temail admin@example.com',
				'\tadmin localhost:2019',
				'\tlog {',
				'\t\toutput file /var/log/caddy/main.log',
				'\t}',
				'}',
				'(mtls) {',
				'\ttls {',
				'\t\tclient_auth {',
				'\t\t\tmode require_and_verify',
				'\t\t\ttrusted_ca_cert_file {args.0}',
				'\t\t}',
				'\t}',
				'}',
				'import sites/*',
				'www.example.com {',
				'\treverse_proxy web:80',
				'}',
			],
			{
				'sites/a.caddy':
					'a.example.com {\n\timport mtls /etc/caddy/a.pem\n\treverse_proxy https://a:443\n}\n',
				'sites/b.caddy':
					'b.example.com {\n\timport mtls /etc/caddy/b.pem\n\thandle /files/* {\n\t\troot * /srv/b\n\t\tfile_server\n\t}\n\thandle {\n\t\treverse_proxy b:80\n\t}\n}\n',
			},
		);
		const run = await runConfig(lab, {
			tls,
			only: [
				...common,
				'trust/refused-credential',
				'vhost/open-sni',
				'vhost/own-sni-other-host',
				'route/plain-http-listener',
			],
		});
		expect([run.conclusion, failures(run)]).to.deep.equal(['conforms', []]);
		expect(run.targets.map(({ url, locations }) => [url, locations?.[0]?.where])).to.deep.equal([
			['https://a.example.com/', 'sites/a.caddy:1'],
			['https://b.example.com/', 'sites/b.caddy:1'],
		]);
		expect(run.lab?.notes).to.deep.equal([
			'sites/b.caddy:4: /srv/b is not there: a folder with a plain page stands in for it',
			'asks nobody for a certificate, and was not tested: https://www.example.com/ (Caddyfile:17)',
		]);
		expect(reasonsOf(run, 'trust/self-signed')).to.deep.equal([
			'x509: certificate signed by unknown authority',
		]);
		expect(reasonsOf(run, 'validity/expired')[0]).to.match(
			/x509: certificate has expired .*current time …/u,
		);
		const tested = run.findings.filter(
			({ id, outcome }) => id.startsWith('vhost/') && outcome === 'conforms',
		);
		expect(tested).to.have.lengthOf(6);
	});

	it('finds what a mode lets in', async () => {
		const require = await runConfig(caddyLab(asking('require')), { tls, only: common });
		expect(failures(require)).to.deep.equal(['trust/self-signed', 'validity/expired']);
		const given = await runConfig(caddyLab(asking('verify_if_given')), { tls, only: common });
		expect(failures(given)).to.deep.equal(['presence/no-certificate']);
	});

	it('leaves the verdict to matchers, and to what is behind Caddy where it is told', async () => {
		const matcher = asking(
			'verify_if_given',
			'\t@others {',
			'\t\tpath /private/*',
			'\t\texpression {tls_client_subject} != "CN=alice,O=example"',
			'\t}',
			'\trespond @others 403',
			'\treverse_proxy app:8080',
		);
		const judged = await runConfig(caddyLab(matcher), {
			tls,
			only: [...common, 'identity/name-prefix'],
		});
		expect(failures(judged)).to.deep.equal([]);
		const tested = judged.targets.flatMap(({ locations = [] }) =>
			locations.filter((it) => it.tested),
		);
		expect(tested.map(({ path, where }) => [path, where])).to.deep.include([
			'/private/',
			'Caddyfile:9',
		]);
		const told = asking(
			'verify_if_given',
			'\treverse_proxy app:8080 {',
			'\t\theader_up X-Subject {tls_client_subject}',
			'\t}',
		);
		expect(failures(await runConfig(caddyLab(told), { tls, only: common }))).to.deep.equal([]);
	});

	it('takes no header for the verdict that clients can send themselves', async () => {
		const toldWith = (other: string): Promise<readonly string[]> =>
			withConfig(
				caddyLab(
					asking(
						'verify_if_given',
						'\t@some expression {tls_client_fingerprint} != null',
						'\treverse_proxy @some app:8080 {',
						'\t\theader_up X-Subject {tls_client_subject}',
						'\t}',
						`\treverse_proxy app:8080 ${other}`,
					),
				),
				({ servers: [server] }) => server?.locations[0]?.acceptIf.map(({ text }) => text) ?? [],
			);
		expect(await toldWith('')).to.deep.equal([]);
		expect(await toldWith('{\n\t\theader_up -X-Subject\n\t}')).to.deep.equal([
			'header:lab-told-x-subject',
		]);
	});

	it('takes the names inside of a wildcard, plain ports as such, and needs no DNS provider', async () => {
		const lines = [
			'*.example.com {',
			'\ttls {',
			'\t\tdns cloudflare {env.CF_API_TOKEN}',
			'\t\tclient_auth {',
			'\t\t\tmode require_and_verify',
			'\t\t\ttrusted_ca_cert_file ca.pem',
			'\t\t}',
			'\t}',
			'\t@api host api.example.com',
			'\thandle @api {',
			'\t\treverse_proxy api:8080',
			'\t}',
			'\thandle {',
			'\t\tabort',
			'\t}',
			'}',
			'http://api.example.com:8080 {',
			'\treverse_proxy api:8080',
			'}',
		];
		await withConfig(caddyLab(lines), ({ servers, unasked = [], notes }) => {
			expect(servers.map(({ url }) => url)).to.deep.equal(['https://api.example.com/']);
			expect(unasked).to.deep.equal([]);
			const plain = servers[0]?.listeners.filter(({ plaintext }) => plaintext);
			expect(plain?.map(({ url }) => url)).to.include('http://localhost:8080/');
			// A Caddy that has the module is asked to use none of its certificates.
			expect(notes.filter((note) => !note.includes('dns cloudflare is left out'))).to.deep.equal(
				[],
			);
		});
	});

	it('leaves what decides as Caddy made it of the Caddyfile, and listens on loopback only', async () => {
		const site = asking(
			'verify_if_given',
			...['\thandle /a* {', '\t\trespond "a" 200', '\t}', '\t@x {', '\t\theader X y'],
			...['\t\tpath /x/*', '\t}', '\trespond @x 403', '\treverse_proxy app:8080 other:8080'],
		);
		await withConfig(caddyLab(site), async (_, { sandbox }) => {
			const copy = join(sandbox.folder, 'caddy.json');
			const child = sandbox.start({
				command: serverPath('caddy') ?? 'caddy',
				args: ['adapt', '--config', join(sandbox.folder, 'caddyfiles/Caddyfile')],
				cwd: sandbox.folder,
				env: { PATH: process.env['PATH'] },
			});
			await child.exited;
			const lab = JSON.parse(readFileSync(copy, 'utf8'));
			const original = JSON.parse(child.output().trim().split('\n').at(-1) ?? '');
			const server = lab.apps.http.servers.srv0;
			for (const address of server.listen) expect(address).to.match(/^127\.0\.0\.1:\d+$/u);
			const upstreams = /"upstreams":\[[^\]]*\]/gu;
			const text = JSON.stringify(original.apps.http.servers.srv0.routes);
			expect(JSON.stringify(server.routes).replaceAll(upstreams, '')).to.equal(
				text.replaceAll(upstreams, ''),
			);
			expect(server.tls_connection_policies).to.deep.equal(
				original.apps.http.servers.srv0.tls_connection_policies,
			);
			expect(Object.keys(lab.apps)).to.have.members(['http', 'tls']);
			expect(lab.admin.disabled).to.equal(true);
		});
	});

	it('says in Caddy’s words why a config does not start, with the user’s files and lines', async () => {
		expect(await refusalOf(caddyLab(asking('require', '\tfrobnicate')))).to.equal(
			'caddy does not read the config: Caddyfile:8: unrecognized directive: frobnicate',
		);
		expect(await refusalOf(caddyLab(['a.test {', '\timport none.conf', '}']))).to.match(
			/^caddy does not read the config: Caddyfile:2.*File to import not found: none\.conf/u,
		);
		expect(await refusalOf(caddyLab(asking('frobnicate')))).to.match(
			/^caddy does not start: Caddyfile: .*client auth mode not recognized: frobnicate$/u,
		);
	});
});
