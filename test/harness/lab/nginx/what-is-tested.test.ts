/** What of a config is tested as what, and what a newcomer is told beside. */
import { expect } from 'chai';
import { before, it } from 'mocha';
import type { Lab } from '../../../../harness/lab/lab.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withFiles } from '../with-files.ts';
import { withNginx } from '../with-nginx.ts';
import { asking, inHttp } from './written.ts';

const optional = (name: string, ...lines: readonly string[]): string =>
	asking(name, 'LINES')
		.replace('ssl_verify_client on', 'ssl_verify_client optional')
		.replace('LINES', lines.join('\n'));

const config = inHttp(
	'ssl_certificate s.pem; ssl_certificate_key s.key;',
	'map $ssl_client_s_dn $ops { default 0; "CN=ops,O=Corp" 1; }',
	'server { listen 443 ssl default_server; ssl_client_certificate c.pem;',
	'ssl_verify_client on; return 444; }',
	asking(
		'named.test',
		'location / { proxy_pass http://core; }',
		'location /ops/ { if ($ops = 0) { return 403; } proxy_pass http://ops; }',
		'location "/a b/" { return 204; }',
		'location /drop { return 444; }',
	),
	asking('twice.test', 'location / { return 204; }').replace(
		'listen 443 ssl;',
		'listen 10.0.0.1:443 ssl; listen 10.0.0.2:443 ssl;',
	),
	'server { listen 443 ssl; server_name forgotten.test; ssl_client_certificate c.pem; }',
	'server { listen 443 ssl; server_name www.test;',
	'location / { proxy_pass http://core; } }',
	'server { listen 8443; server_name plain.test; ssl_client_certificate c.pem;',
	'ssl_verify_client on; }',
	optional(
		'steals.test',
		'location /api/ { if ($ssl_client_verify != SUCCESS) { return 403; }',
		'proxy_pass http://api; }',
		String.raw`location ~* \.xml$ {`,
		'proxy_pass http://api; }',
		'location / {',
		'proxy_pass http://api; }',
	),
);

describeWithServer('nginx', 'what is tested of a config', () => {
	let lab: Lab;

	before(async () => {
		await withFiles({ 'nginx.conf': config }, (folder) =>
			withNginx({ folder, config: 'nginx.conf' }, async (it) => {
				lab = it;
			}),
		);
	});
	const at = (host: string): Lab['servers'] => lab.servers.filter((it) => it.host === host);
	const lineOf = (text: string): number => config.slice(0, config.indexOf(text)).split('\n').length;
	const noted = (text: string): string => lab.notes.find((it) => it.includes(text)) ?? '';

	it('is everything that asks, and what forgets to ask', () => {
		expect([...new Set(lab.servers.map(({ host }) => host))]).to.deep.equal([
			'named.test',
			'twice.test',
			'forgotten.test',
			'steals.test',
		]);
		expect(lab.unasked?.map(({ host }) => host)).to.deep.equal(['www.test']);
	});

	it('is once what answers alike on two addresses', () => {
		expect(at('twice.test').map(({ url }) => url)).to.deep.equal(['https://twice.test/']);
	});

	it('is apart where the config asks for nobody in particular', () => {
		expect(at('named.test').map(({ url, identity }) => [url, identity === null])).to.deep.equal([
			['https://named.test/', true],
			['https://named.test/', false],
		]);
		expect(
			at('named.test').map(({ locations }) => locations.map(({ path }) => path)),
		).to.deep.equal([['/', '/a%20b/'], ['/ops/']]);
	});

	it('is nothing that answers nobody', () => {
		expect(noted('answers nobody')).to.match(
			new RegExp(
				`^nginx.conf:${lineOf('server { listen 443 ssl default')}, nginx.conf:${lineOf('location /drop')}: `,
				'u',
			),
		);
	});

	it('says where a certificate is wanted and TLS is forgotten', () => {
		expect(noted('no listen of it has ssl')).to.contain(
			`nginx.conf:${lineOf('server { listen 8443')}: `,
		);
	});

	it('says which ways lead without a certificate to what needs one', () => {
		expect(noted('to core')).to.contain(`nginx.conf:${lineOf('server_name www.test') + 1}: hands`);
		expect(noted('to api')).to.match(
			new RegExp(String.raw`^nginx.conf:${lineOf(String.raw`~* \.xml`) + 1}: hands`, 'u'),
		);
	});
});
