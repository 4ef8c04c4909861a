/** A config without a virtual host for the name that asks: the main server does. */
import { expect } from 'chai';
import { it } from 'mocha';
import { exitCode } from '../../../../harness/conclude.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withApache } from './apache-lab.ts';

const modules = [
	'mpm_prefork',
	'authz_core',
	'auth_basic',
	'authn_core',
	'authn_file',
	'authz_user',
	'dir',
	'ssl',
];
const config = `ServerRoot /etc/of-nobody
${modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
Listen 192.168.7.7:8443 https
Listen 127.0.0.1:9443 https
ServerName int.example.org
SSLEngine on
SSLCertificateFile /etc/keys/a.pem
SSLCACertificateFile /etc/keys/ca.pem
SSLVerifyClient require
SSLVerifyDepth 4
DocumentRoot /srv/of/nobody
PidFile run/httpd.pid
Mutex sysvsem default
<Location /users>
SSLOptions +FakeBasicAuth
AuthType Basic
AuthName x
AuthUserFile users
Require valid-user
</Location>
<VirtualHost 192.168.7.7:8443>
ServerName ip.example.org
SSLVerifyClient none
</VirtualHost>
`;

describeWithServer('apache2', 'lab apache: the main server', () => {
	it('is tested on the addresses that no virtual host has', async () => {
		await withApache({ 'httpd.conf': config }, async ({ lab, run }) => {
			expect(lab.servers).to.have.lengthOf(1);
			const [server] = lab.servers;
			expect(server).to.deep.include({
				url: 'https://int.example.org:9443/',
				where: 'httpd.conf:13',
				verifyDepth: 3,
				vhosts: [],
			});
			expect(server?.listeners.map(({ url, plaintext }) => [url, plaintext])).to.deep.equal([
				['https://int.example.org:8443/', false],
			]);
			expect(lab.unasked?.map(({ url }) => url)).to.deep.equal(['https://ip.example.org:8443/']);
			const tested = await run({ only: ['control/valid', 'presence/no-certificate'] });
			expect(exitCode(tested)).to.equal(0);
			const served = tested.findings.filter(({ id }) => id === 'control/valid');
			expect(served.map(({ path, status }) => `${path} ${status}`)).to.have.members([
				'/ 200',
				'/ 200',
				'/users 200',
				'/users 200',
			]);
		});
	});
});
