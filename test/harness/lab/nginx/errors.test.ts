/** Configs that nginx does not take: its own words, in the user's file and line. */
import { expect } from 'chai';
import { it } from 'mocha';
import type { UsageError } from '../../../../harness/usage-error.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { withNginx } from '../with-nginx.ts';
import { withFiles } from '../with-files.ts';
import { asking, inHttp } from './written.ts';

const tls = 'ssl_certificate s.pem; ssl_certificate_key s.key;';

const cases: readonly {
	readonly title: string;
	readonly files: Readonly<Record<string, string>>;
	readonly message: string;
}[] = [
	{
		title: 'a directive that it does not know',
		files: { 'nginx.conf': inHttp(asking('a.test', 'location / {', 'proxy_pas http://a;', '}')) },
		message: 'nginx.conf:7: unknown directive "proxy_pas"',
	},
	{
		title: 'the same in a file that is included, behind lines that were taken out',
		files: {
			'nginx.conf': inHttp('include sites/*;'),
			'sites/a': asking('a.test', 'access_log\n/var/log/x\ncombined;', 'mistake on;'),
		},
		message: 'sites/a:7: unknown directive "mistake"',
	},
	{
		title: 'a path of the lab in its words',
		files: { 'nginx.conf': inHttp('server { listen 443 ssl;\nssl_certificate /etc/ssl/s.pem; }') },
		message: 'nginx.conf:4: no "ssl_certificate_key" is defined for certificate "/etc/ssl/s.pem"',
	},
	{
		title: 'no place in its words',
		files: {
			'nginx.conf': inHttp('server { listen 443 ssl;', tls, 'ssl_verify_client on;', '}'),
		},
		message: 'nginx.conf:5: no ssl_client_certificate for ssl_verify_client',
	},
	{
		title: 'a snippet',
		files: { 'nginx.conf': `\n${asking('a.test', 'oops;')}` },
		message: 'nginx.conf:5: unknown directive "oops"',
	},
	{
		title: 'an address twice, under the name that it has in the config',
		files: { 'nginx.conf': inHttp('server { listen 8080;\nlisten 8080; }') },
		message: 'nginx.conf:4: a duplicate listen *:8080',
	},
	{
		title: 'a port that is none, though the copy has another one',
		files: { 'nginx.conf': inHttp('server {', 'listen 99999 ssl; }') },
		message: 'nginx.conf:4: listen: invalid port in "99999"',
	},
	{
		title: 'a certificate that is wanted without TLS',
		files: { 'nginx.conf': inHttp('server { listen 443;', 'ssl_verify_client on; }') },
		message:
			'nginx.conf:3: asks for client certificates, but no listen of it has ssl: nobody is asked',
	},
	{
		title: 'a file that is not there',
		files: {},
		message: 'no such file: nginx.conf',
	},
];

describeWithServer('nginx', 'what nginx has against a config', () => {
	for (const { title, files, message } of cases) {
		it(title, async () => {
			const error = await withFiles(files, (folder) =>
				withNginx({ folder, config: 'nginx.conf' }, () => Promise.resolve()),
			).catch((it: unknown) => it as UsageError);
			expect(error).to.include({ name: 'UsageError', message });
		});
	}
});
