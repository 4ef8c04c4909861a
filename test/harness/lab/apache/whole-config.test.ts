/** A config as the container image of httpd has it, with tenants, includes, conditions and macros. */
import { expect } from 'chai';
import { it } from 'mocha';
import { connect } from 'node:tls';
import { exitCode } from '../../../../harness/conclude.ts';
import type { LabServer } from '../../../../harness/lab/lab.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withApache } from './apache-lab.ts';

const loaded = [
	'mpm_event',
	'authz_core',
	'authz_host',
	'unixd',
	'log_config',
	'macro',
	'alias',
	'dir',
	'headers',
	'proxy',
	'proxy_http',
	'socache_shmcb',
	'ssl',
];

const files: Readonly<Record<string, string>> = {
	'conf/httpd.conf': `ServerRoot "/usr/local/of-nobody"
Listen 80
${loaded.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}
LoadModule security9_module modules/mod_security9.so
SecRuleNine On \\
	always
<IfModule security9_module>
	SecRuleNine Off
</IfModule>
<IfModule unixd_module>
User daemon
Group daemon
</IfModule>
<Directory />
	AllowOverride none
	Require all denied
</Directory>
DocumentRoot "/usr/local/of-nobody/htdocs"
<Directory "/usr/local/of-nobody/htdocs">
	Require all granted
</Directory>
ErrorLog /proc/self/fd/2
CustomLog /proc/self/fd/1 "%h %r"
Define tenants /etc/tenants
<IfDefine tenants>
Include conf/extra/tenants-*.conf
</IfDefine>
<IfDefine nothing>
Include conf/extra/of-nobody.conf
</IfDefine>
`,
	'conf/extra/tenants-1.conf': `Listen [::]:443
Listen 0.0.0.0:443
SSLSessionCache "shmcb:/usr/local/of-nobody/logs/cache(512000)"
<Macro Tenant $name>
	<VirtualHost *:443 [2001:db8::1]:8443>
		ServerName $name.test
		SSLEngine on
		Include conf/extra/keys.inc
		SSLCACertificateFile \${tenants}/$name.pem
		SSLVerifyClient require
		SSLVerifyDepth 3
	</VirtualHost>
</Macro>
<VirtualHost *:443>
	ServerName front.test
	SSLEngine on
	Include conf/extra/keys.inc
</VirtualHost>
Use Tenant alpha
Use Tenant beta
Listen [2001:db8::1]:8443
`,
	'conf/extra/tenants-2.conf': `<VirtualHost *:443>
	ServerName app.test
	SSLEngine on
	Include conf/extra/keys.inc
	SSLCACertificateFile \${tenants}/alpha.pem
	SSLVerifyClient optional
	SSLVerifyDepth 3
	RequestHeader set X-Client-Verify "%{SSL_CLIENT_VERIFY}s"
	<Location "/app/">
		ProxyPass http://app:3000/
	</Location>
	<Location "/status">
		Require local
	</Location>
</VirtualHost>
`,
	'conf/extra/keys.inc': `SSLCertificateFile /etc/keys/server.crt
SSLCertificateKeyFile /etc/keys/server.key
`,
};

describeWithServer('apache2', 'lab apache: a whole config', () => {
	it('finds its hosts, tells them apart by SNI and CA, and leaves the rest as it is', async () => {
		await withApache(files, async ({ lab, copyOf, run }) => {
			expect(changedIn('conf/httpd.conf', copyOf('httpd.conf'))).to.deep.equal([
				'ServerRoot',
				'Listen',
				...loaded.map(() => 'LoadModule'),
				'LoadModule',
				'SecRuleNine',
				'always',
				'User',
				'Group',
				'DocumentRoot',
				'<Directory',
				'ErrorLog',
				'CustomLog',
				'Include',
			]);
			expect(changedIn('conf/extra/tenants-2.conf', copyOf('tenants-2.conf'))).to.deep.equal([
				'<VirtualHost',
				'Include',
				'SSLCACertificateFile',
				'ProxyPass',
			]);
			expect(lab.notes).to.deep.equal([
				'httpd.conf:16: security9_module is left out: it is not on this machine',
				'httpd.conf:30: /usr/local/of-nobody/htdocs is not on this machine: pages of the lab in its place',
				'extra/tenants-2.conf:12: <Location "/status"> is not asked: who gets it depends on the address of the client, which is this machine',
				'httpd.conf:17: SecRuleNine is left out: no module on this machine knows it',
			]);
			expect(lab.servers.map(({ url, where }) => [url, where])).to.deep.equal([
				['https://alpha.test/', 'extra/tenants-1.conf:5'],
				['https://beta.test/', 'extra/tenants-1.conf:5'],
				['https://app.test/', 'extra/tenants-2.conf:1'],
			]);
			expect(lab.unasked?.map(({ url }) => url)).to.deep.equal(['https://front.test/']);
			const [alpha, beta, app] = lab.servers;
			expect(alpha?.vhosts).to.deep.equal([
				{ name: 'front.test', kind: 'open' },
				{ name: 'beta.test', kind: 'protected' },
			]);
			expect(alpha?.listeners.map(({ url }) => url)).to.deep.equal([
				'http://alpha.test/',
				'https://alpha.test:8443/',
			]);
			expect(alpha?.refused.map(({ name }) => name)).to.deep.equal(['/etc/tenants/beta.pem']);
			expect(app?.clientCa).to.equal(alpha?.clientCa);
			expect(beta?.clientCa).not.to.equal(alpha?.clientCa);
			expect(new Set(lab.servers.map(({ connectTo }) => connectTo.port)).size).to.equal(1);
			for (const server of [alpha, beta, app]) {
				expect(await namesShownBy(server)).to.contain(`DNS:${server?.host}`);
			}
			expect(app?.locations.map(({ path, acceptIf }) => [path, acceptIf[0]?.text])).to.deep.equal([
				['/', undefined],
				['/app/', 'header:lab-told-x-client-verify=SUCCESS'],
			]);

			const tested = await run({
				only: ['presence/no-certificate', 'trust/refused-credential', 'vhost/own-credential'],
			});
			expect(exitCode(tested)).to.equal(0);
			expect(
				tested.targets.flatMap(({ url, locations = [] }) =>
					locations.map(({ path, access }) => [url, path, access]),
				),
			).to.deep.equal([
				['https://alpha.test/', '/', 'protected'],
				['https://beta.test/', '/', 'protected'],
				['https://app.test/', '/', 'open'],
				['https://app.test/', '/app/', 'protected'],
			]);
			const refused = tested.findings.filter(({ id }) => id === 'trust/refused-credential');
			expect(new Set(refused.map(({ outcome }) => outcome))).to.deep.equal(new Set(['conforms']));
			const reasons = refused.map(({ target, reason }) => `${target} ${reason}`);
			expect(reasons).to.include('https://alpha.test/ unable to get local issuer certificate');
		});
	});
});

/** First words of the lines of a file that its copy has not. */
function changedIn(name: string, copy: string): readonly string[] {
	const kept = copy.split('\n');
	return (files[name] ?? '')
		.split('\n')
		.filter((line) => !kept.includes(line))
		.map((line) => line.trim().split(/\s/u)[0] ?? '');
}

/** The subjectAltName of the certificate that a name is answered with. */
function namesShownBy(server: LabServer | undefined): Promise<string> {
	return new Promise((resolve, reject) => {
		const { host = '', connectTo } = server ?? {};
		const socket = connect({
			...connectTo,
			servername: host,
			rejectUnauthorized: false,
			maxVersion: 'TLSv1.3',
		});
		socket.once('secureConnect', () => {
			resolve(socket.getPeerCertificate().subjectaltname ?? '');
			socket.destroy();
		});
		socket.once('error', reject);
	});
}
