/** What a lab makes of a config, and what nginx then says of those who come. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, it } from 'mocha';
import type { Run } from '../../../../harness/finding.ts';
import type { Lab } from '../../../../harness/lab/lab.ts';
import { runLab } from '../../../../harness/lab/run-lab.ts';
import { startRun } from '../../../../harness/run.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { findingsOf } from '../../findings-of.ts';
import { labSettings } from '../with-lab.ts';
import { withNginx } from '../with-nginx.ts';
import { withFiles } from '../with-files.ts';
import { asking, inHttp } from './written.ts';

const files = {
	'nginx.conf': inHttp(
		'access_log off;',
		'ssl_protocols TLSv1.2;',
		'upstream app { server app-1:8080 weight=2; server unix:/run/app.sock backup; }',
		'upstream both { server x:1; }',
		asking(
			'a.test',
			'location /api/ { limit_req zone=none; proxy_pass http://app/v1/; }',
			'location /var { set $to http://b:80; proxy_pass $to; }',
			'location /both { proxy_pass https://both/x; }',
			'location /g { grpc_pass grpc://both; }',
			String.raw`location ~ ^/re/(.*)$ { set $t svc; proxy_pass http://$t.local/fixed; }`,
			'location /pages/ { root /no/such/folder; }',
			'location /self { proxy_pass http://127.0.0.1:8081; }',
		),
		'server { listen 443 ssl; server_name b.test; ssl_certificate s; ssl_certificate_key k;',
		'ssl_client_certificate other.pem; ssl_verify_client optional_no_ca; ssl_verify_depth 2;',
		'proxy_set_header X-Verify $ssl_client_verify;',
		'location / { proxy_pass http://app; }',
		'location /lost { proxy_set_header Host x; proxy_pass http://app; }',
		'}',
		'server { listen 443 ssl; server_name c.test; ssl_certificate s; ssl_certificate_key k; }',
		'server { listen 443 ssl; server_name d.test; ssl_reject_handshake on; }',
		'server { listen 8081; server_name a.test; location / { return 404; } }',
		'server { listen 8082; server_name a.test; return 444; }',
	),
};

describeWithServer('nginx', 'a lab of nginx', () => {
	let lab: Lab;
	let copy: string;
	let run: Run;

	before(async () => {
		await withFiles(files, (folder) =>
			withNginx({ folder, config: 'nginx.conf' }, async (it, { sandbox, authorities }) => {
				lab = it;
				copy = readFileSync(join(sandbox.folder, 'conf/nginx.conf'), 'utf8');
				const { signal } = new AbortController();
				run = await runLab(it, {
					settings: labSettings({
						only: [
							'presence/no-certificate',
							'validity/expired',
							'trust/self-signed',
							'trust/refused-credential',
							'route/head',
						],
					}),
					authorities,
					signal,
					carryOut: async (options) => (await startRun(options, signal)).run,
				});
			}),
		);
	});

	it('names what asks for certificates, and its neighbours', () => {
		const [a, b] = lab.servers;
		expect(lab.servers.map(({ url }) => url)).to.deep.equal(['https://a.test/', 'https://b.test/']);
		expect(a).to.deep.include({ where: 'nginx.conf:7', verifyDepth: null, identity: null });
		expect(a?.vhosts).to.deep.equal([
			{ name: 'b.test', kind: 'open' },
			{ name: 'c.test', kind: 'open' },
		]);
		expect(a?.listeners.map(({ url, plaintext }) => [url, plaintext])).to.deep.equal([
			['http://a.test:8081/', true],
		]);
		expect(a?.refused.map(({ name }) => name)).to.deep.equal(['other.pem']);
		expect(b).to.deep.include({ verifyDepth: 2 });
		expect(lab.unasked?.map(({ url }) => url)).to.deep.equal(['https://c.test/']);
	});

	it('says who is told what became of the certificate', () => {
		const rules = lab.servers[1]?.locations.map(({ path, acceptIf }) => [
			path,
			acceptIf.map(({ text }) => text),
		]);
		expect(rules).to.deep.equal([
			['/', ['header:lab-told-x-verify=SUCCESS']],
			['/lost', []],
		]);
	});

	it('says what it changed beyond the usual', () => {
		expect(lab.notes.map((it) => it.replace(/^nginx\.conf:/u, ''))).to.include.members([
			'10: limit_req is left out: it would refuse the many requests of a run',
			'15: that folder is not here: the lab has small pages of its own in its place',
			'22: its own proxy_set_header replaces all of the outer ones: X-Verify (nginx.conf:20) is not sent',
			'https://a.test/: http://a.test:8082/ answers nobody and is not tried as another way in',
		]);
	});

	it('keeps lines and everything else', () => {
		expect(copy.split('\n')).to.have.length(files['nginx.conf'].split('\n').length);
		expect(copy).to.contain('location /api/ {  proxy_pass http://app/v1/; }');
		expect(copy).to.match(/server 127\.0\.0\.1:\d+ weight=2; server 127\.0\.0\.1:\d+ backup;/u);
		expect(copy).to.match(/proxy_pass "http:\/\/127\.0\.0\.1:\d+\$mtls_gauntlet_empty\/fixed";/u);
		expect(copy).not.to.contain('app-1');
	});

	it('leads every location to something', () => {
		const [a] = run.targets;
		const access = a?.locations?.map((it) => [it.path, it.access]);
		expect(access).to.deep.equal([
			['/api/', 'protected'],
			['/var', 'protected'],
			['/both', 'protected'],
			['/g', 'protected'],
			['/re/', 'protected'],
			['/pages/', 'protected'],
			['/self', 'protected'],
			['/', 'protected'],
		]);
	});

	it('gives nginx’s reasons, also where its log is off', () => {
		const reasons = (id: string): readonly unknown[] => [
			...new Set(findingsOf(run, id).map(({ reason }) => reason)),
		];
		expect(reasons('presence/no-certificate')).to.deep.equal(['NONE']);
		expect(reasons('validity/expired')).to.deep.equal(['FAILED:certificate has expired']);
	});

	it('is green, with what is behind it as the judge of one', () => {
		const failing = run.findings.filter(({ fails, path }) => fails && path !== '/lost');
		expect(failing).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(findingsOf(run, 'route/head').map(({ verdict }) => verdict)).to.include('reject');
	});

	it('is red where what is behind it is to judge, and is told nothing', () => {
		const lost = run.findings.filter(({ fails, path }) => fails && path === '/lost');
		expect(lost.map(({ id }) => id)).to.include('presence/no-certificate');
	});
});
