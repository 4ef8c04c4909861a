/** Paths and names that lead to a block: held against what nginx itself does with them. */
import { expect } from 'chai';
import { before, it } from 'mocha';
import { firstStatus } from '../../../../harness/lab/nginx/first-status.ts';
import type { LabServer } from '../../../../harness/lab/lab.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withNginx } from '../with-nginx.ts';
import { pageAt } from './page-at.ts';
import { withFiles } from '../with-files.ts';
import { inHttp } from './written.ts';

const locations: readonly string[] = [
	'/',
	'= /',
	'/api',
	'/api/',
	'= /api/health',
	'^~ /static/',
	'/download/',
	String.raw`~ \.php$`,
	String.raw`~* \.(gif|jpe?g|png)$`,
	String.raw`~ ^/download/(.*)/media/(.*)\..*$`,
	String.raw`~ "^/users/(?<id>[0-9a-f]{8})/(profile|settings)/?$"`,
	String.raw`~ ^/v\d+/[^/]+$`,
	'~ (?i)^/Case$',
	String.raw`~ ^/(en|de)(/|$)`,
	'~ /admin/',
	'~ ^/(static|media)/',
	'~ ^/never(?=x)y$',
];

const names: readonly string[] = [
	'api.example.com www.example.com',
	'*.example.com',
	'.example.org',
	'mail.*',
	String.raw`~^(?<tenant>[a-z]+)\d+\.tenants\.test$`,
	'_',
];

describeWithServer('nginx', 'where nginx routes to', () => {
	let notes: readonly string[];
	const pages = new Map<string, string>();
	const statuses = new Map<string, number | null>();

	before(async () => {
		const blocks = names.map((name, index) => {
			const inner =
				index === 0
					? locations.map((it, nth) => `location ${it} { return 200 'number ${nth}'; }`)
					: [`location / { return ${210 + index} 'x'; }`];
			return `server { listen 443 ssl; server_name ${name};\n${inner.join('\n')}\n}`;
		});
		const tls = 'ssl_certificate a; ssl_certificate_key b; ssl_verify_client off;';
		await withFiles({ 'nginx.conf': inHttp(tls, ...blocks) }, (folder) =>
			withNginx({ folder, config: 'nginx.conf' }, async (lab) => {
				const servers: readonly LabServer[] = lab.unasked ?? [];
				({ notes } = lab);
				const [first] = servers;
				for (const { path, written } of first?.locations ?? []) {
					const { host, port } = first?.connectTo ?? { host: '', port: 0 };
					pages.set(written, await pageAt({ host, port, name: first?.host ?? '', path }));
				}
				for (const { host: name, connectTo } of servers) {
					statuses.set(name, await firstStatus({ ...connectTo, name, isTls: true }));
				}
			}),
		);
	});

	for (const [nth, written] of locations.slice(0, -1).entries()) {
		it(`location ${written}`, () => {
			expect(pages.get(`location ${written}`)).to.equal(`number ${nth}`);
		});
	}

	it('says where no path and no name was found', () => {
		expect(notes).to.deep.equal([
			'nginx.conf:21: no path was found that leads to location ~ ^/never(?=x)y$',
			'nginx.conf:35: no name leads to this server block on *:443',
		]);
	});

	it('names every server block by a name that leads there', () => {
		expect([...statuses]).to.deep.equal([
			['api.example.com', 200],
			['any.example.com', 211],
			['example.org', 212],
			['mail.test', 213],
			['a1.tenants.test', 214],
		]);
	});
});
