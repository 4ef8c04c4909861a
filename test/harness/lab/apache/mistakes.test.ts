/** What often goes wrong in configs of httpd, and the same done well, as hosts of one server. */
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { exitCode } from '../../../../harness/conclude.ts';
import type { Finding, Run } from '../../../../harness/finding.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withApache } from './apache-lab.ts';

const hosts: Readonly<Record<string, readonly string[]>> = {
	'optional.test': ['SSLVerifyClient optional'],
	'no-ca.test': ['SSLVerifyClient optional_no_ca'],
	'alias.test': [
		'<Location /secure>',
		'SSLVerifyClient require',
		'</Location>',
		'Alias /shared /srv/of/nobody/secure',
	],
	'typo.test': [
		'SSLVerifyClient optional',
		'RewriteEngine on',
		'RewriteCond %{SSL:SSL_CLIENT_VERIFY} =SUCCES',
		'RewriteRule ^/admin - [F]',
	],
	'lists.test': ['SSLVerifyClient require', 'SSLCARevocationPath /etc/nobodys/lists'],
	'sound.test': [
		'SSLVerifyClient optional',
		'SSLCARevocationFile /etc/nobodys/lists.pem',
		'SSLCARevocationCheck chain',
		'RewriteEngine on',
		'RewriteCond %{SSL:SSL_CLIENT_VERIFY} !=SUCCESS',
		'RewriteRule ^/admin - [F]',
		'<Location /secure>',
		'Require ssl-verify-client',
		'</Location>',
	],
};

const config = Object.entries(hosts)
	.map(([name, body]) =>
		[
			'<VirtualHost *:443>',
			`ServerName ${name}`,
			'DocumentRoot /srv/of/nobody',
			'SSLEngine on',
			'SSLCertificateFile a.pem',
			'SSLCACertificateFile ca.pem',
			'SSLVerifyDepth 3',
			...body,
			'</VirtualHost>\n',
		].join('\n'),
	)
	.join('');

describeWithServer('apache2', 'lab apache: what goes wrong', () => {
	let run: Run;
	let notes: readonly string[];
	before(async () => {
		await withApache({ 'site.conf': config }, async (started) => {
			({ notes } = started.lab);
			run = await started.run({
				only: [
					'presence/no-certificate',
					'trust/wrong-root',
					'validity/expired',
					'revocation/end-entity-revoked',
				],
				tls: ['TLSv1.2'],
			});
		});
	});
	after(() => {
		expect(exitCode(run)).to.equal(1);
	});

	const of = (name: string): readonly Finding[] =>
		run.findings.filter(({ target }) => target === `https://${name}/`);
	const failing = (name: string): readonly string[] =>
		of(name).flatMap(({ fails, id, path }) => (fails ? [`${id} ${path}`] : []));

	it('SSLVerifyClient optional, and nobody acts on it', () => {
		expect(failing('optional.test')).to.deep.equal(['presence/no-certificate /']);
	});

	it('SSLVerifyClient optional_no_ca', () => {
		expect(failing('no-ca.test')).to.deep.equal([
			'presence/no-certificate /',
			'trust/wrong-root /',
		]);
	});

	it('an open alias of what a location protects', () => {
		expect(failing('alias.test')).to.deep.equal(['presence/no-certificate /shared/']);
	});

	it('a guard that lets everybody through', () => {
		expect(failing('typo.test')).to.deep.equal(['presence/no-certificate /admin']);
	});

	it('lists that are named and not looked at, which is said, too', () => {
		expect(failing('lists.test')).to.deep.equal(['revocation/end-entity-revoked /']);
		expect(notes.filter((note) => note.includes('SSLCARevocationCheck'))).to.have.lengthOf(1);
	});

	it('nothing where the same is done well', () => {
		expect(failing('sound.test')).to.deep.equal([]);
		expect(of('sound.test').filter(({ outcome }) => outcome === 'inconclusive')).to.deep.equal([]);
		const target = run.targets.find(({ url }) => url === 'https://sound.test/');
		expect(target?.locations?.map((it) => [it.path, it.access])).to.deep.equal([
			['/', 'open'],
			['/admin', 'protected'],
			['/secure/', 'protected'],
		]);
		const revoked = of('sound.test').filter(({ id }) => id === 'revocation/end-entity-revoked');
		expect(revoked.map(({ path, outcome }) => [path, outcome])).to.deep.equal([
			['/admin', 'conforms'],
			['/secure/', 'conforms'],
		]);
		expect(revoked.map(({ reason }) => reason)).to.deep.equal([
			'certificate revoked',
			'certificate revoked',
		]);
	});
});
