/** What stands in sites-available: the lab gives it a main config of its own. */
import { expect } from 'chai';
import { it } from 'mocha';
import { exitCode } from '../../../../harness/conclude.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { idsWith } from '../../findings-of.ts';
import { withApache } from './apache-lab.ts';

const site = `<VirtualHost *:80>
	ServerName api.example.com
	Redirect permanent / https://api.example.com/
</VirtualHost>
<VirtualHost *:443>
	ServerName api.example.com
	ServerAlias www.api.example.com
	DocumentRoot /srv/of/nobody
	SSLEngine on
	SSLCertificateFile    /etc/nobodys/api.pem
	SSLCertificateKeyFile /etc/nobodys/api.key
	SSLCACertificateFile  /etc/nobodys/clients.pem
	SSLVerifyClient require
	SSLVerifyDepth  2
	ErrorLog \${APACHE_LOG_DIR}/error.log
	LogLevel warn
	CustomLog "|/usr/bin/rotatelogs /var/log/x 86400" \\
		combined env=!quiet
	<Location "/admin">
		Require expr %{SSL_CLIENT_S_DN_CN} == "admin"
	</Location>
	ProxyPass        /api/ http://backend.internal:8080/api/ retry=0
	ProxyPassReverse /api/ http://backend.internal:8080/api/
</VirtualHost>
`;

describeWithServer('apache2', 'lab apache: a site alone', () => {
	it('is run as it is but for ports, certificates, logs, folders and upstreams', async () => {
		await withApache({ 'site.conf': site }, async ({ lab, copyOf, run, ground }) => {
			const copied = copyOf('site.conf').split('\n');
			const changed = site.split('\n').filter((line) => !copied.includes(line));
			expect(changed.map((line) => line.trim().split(/\s/u)[0])).to.deep.equal([
				'<VirtualHost',
				'<VirtualHost',
				'DocumentRoot',
				'SSLCertificateFile',
				'SSLCertificateKeyFile',
				'SSLCACertificateFile',
				'ErrorLog',
				'LogLevel',
				'CustomLog',
				'ProxyPass',
			]);
			expect(copied.join('\n')).to.match(/LogLevel warn ssl:info\n/u);
			expect(copied.join('\n')).to.match(/CustomLog "[^"]+" \\\n\t\tcombined env=!quiet\n/u);
			expect(copied.join('\n')).not.to.match(/etc\/nobodys|rotatelogs|APACHE_LOG_DIR/u);

			expect(lab.source).to.equal('apache site.conf');
			expect(lab.notes).to.deep.equal([
				'site.conf:8: /srv/of/nobody is not on this machine: pages of the lab in its place',
			]);
			const [server, admin] = lab.servers;
			expect(server).to.deep.include({
				url: 'https://api.example.com/',
				servername: 'api.example.com',
				where: 'site.conf:5',
				verifyDepth: 1,
				revocation: null,
				identity: null,
				vhosts: [],
				refused: [],
			});
			expect(server?.locations.map(({ path, where }) => [path, where])).to.deep.equal([
				['/', 'site.conf:5'],
				['/api/', 'site.conf:22'],
			]);
			expect(server?.listeners.map(({ url, plaintext }) => [url, plaintext])).to.deep.equal([
				['http://api.example.com/', true],
			]);
			expect(admin?.locations.map(({ path }) => path)).to.deep.equal(['/admin']);
			expect(admin?.identity?.subject.toString('latin1')).to.contain('admin');

			const tested = await run({
				only: ['control/valid', 'presence/*', 'validity/expired', 'path/depth-over-limit'],
			});
			expect(exitCode(tested)).to.equal(0);
			expect(idsWith(tested, 'conforms')).to.include.members([
				'presence/no-certificate',
				'validity/expired',
				'path/depth-over-limit',
			]);
			const access = tested.targets.flatMap((target) =>
				(target.locations ?? []).map((it) => [it.path, it.access]),
			);
			expect(access).to.deep.equal([
				['/', 'protected'],
				['/api/', 'protected'],
				['/admin', 'protected'],
			]);
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				const reason = (id: string): string | null | undefined =>
					tested.findings.find((it) => it.id === id && it.tls === tls && it.path === '/')?.reason;
				expect(reason('validity/expired')).to.equal('certificate has expired');
				expect(reason('presence/no-certificate')).to.equal('peer did not return a certificate');
				expect(reason('path/depth-over-limit')).to.match(/^Certificate Chain too long/u);
				expect(reason('control/valid')).to.equal('SUCCESS');
			}
			expect(lab.ended()).not.to.equal(null);
			expect(ground.sandbox.folder).to.be.a('string');
		});
	});
});
