/** Sites as they lie on servers: the main config has the ports, and a module of its own is no whole config. */
import { expect } from 'chai';
import { it } from 'mocha';
import { describeWithServer } from '../../../servers/available.ts';
import { failures } from '../config-lab.ts';
import { withApache } from './apache-lab.ts';

const tls = ['SSLEngine on', 'SSLCertificateFile a.pem'];

const site = [
	'LoadModule substitute_module modules/mod_substitute.so',
	'Listen 8443',
	'Include conf/extra/more.conf',
	'<VirtualHost *:443>',
	'ServerName one.test',
	...tls,
	'SSLCACertificateFile one.pem',
	'SSLVerifyClient optional',
	'SSLVerifyDepth 2',
	'<Location /staff>',
	`Require expr "%{SSL_CLIENT_S_DN_O} == 'Acme Corp'"`,
	'</Location>',
	'</VirtualHost>',
	'<VirtualHost *:8443>',
	'ServerName two.test',
	...tls,
	'SSLCACertificateFile two.pem',
	'SSLVerifyClient require',
	'SSLCARevocationFile two.crl',
	'</VirtualHost>\n',
].join('\n');

const files = { 'site.conf': site, 'extra/more.conf': '# nothing\n' };

describeWithServer('apache2', 'lab apache: a site of a server', () => {
	it('is tested on all its ports, for whom it lets in, also where no intermediate is allowed', async () => {
		await withApache(files, async ({ lab, run: runWith }) => {
			expect(lab.servers.map(({ url }) => url)).to.deep.equal([
				'https://one.test/',
				'https://two.test:8443/',
			]);
			const run = await runWith({
				tls: ['TLSv1.3'],
				only: ['presence/no-certificate', 'identity/name-prefix', 'trust/refused-credential'],
			});
			const [one] = run.targets;
			expect(one?.locations?.map(({ path, access }) => [path, access])).to.deep.equal([
				['/', 'open'],
				['/staff', 'protected'],
			]);
			expect(failures(run)).to.deep.equal(['trust/refused-credential']);
			const failing = run.findings.filter(({ fails }) => fails);
			expect(failing.map(({ target }) => target)).to.deep.equal(['https://two.test:8443/']);
			expect(lab.notes.filter((note) => note.includes('a revoked client'))).to.have.lengthOf(1);
		});
	});

	it('takes no header for the verdict that clients can send themselves', async () => {
		const told = '"%{SSL_CLIENT_VERIFY}s"';
		const headers: Readonly<Record<string, readonly string[]>> = {
			'all.test': [`RequestHeader set X-Verify ${told}`],
			'some.test': [`RequestHeader set X-Verify ${told} env=HTTPS`],
			'added.test': [`RequestHeader add X-Verify ${told}`],
			'unset.test': ['RequestHeader unset x-verify', `RequestHeader add X-Verify ${told}`],
		};
		const hosts = Object.entries(headers).flatMap(([name, lines]) => [
			'<VirtualHost *:443>',
			`ServerName ${name}`,
			...tls,
			'SSLCACertificateFile ca.pem',
			'SSLVerifyClient optional',
			'ProxyPass / http://10.0.0.1/',
			...lines,
			'</VirtualHost>',
		]);
		await withApache({ 'site.conf': `${hosts.join('\n')}\n` }, async ({ lab }) => {
			const believed = lab.servers.filter(
				({ locations }) => (locations[0]?.acceptIf.length ?? 0) > 0,
			);
			expect(believed.map(({ host }) => host)).to.deep.equal(['all.test', 'unset.test']);
		});
	});
});
