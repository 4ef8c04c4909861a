/** A folder for temporary files may be called anything; configs have their own ideas of names. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, it } from 'mocha';
import { startCaddy } from '../../../../harness/lab/caddy/start-caddy.ts';
import { startHaproxy } from '../../../../harness/lab/haproxy/start-haproxy.ts';
import { startNginx } from '../../../../harness/lab/nginx/start-nginx.ts';
import { describeWithServer, serverPath } from '../../../servers/available.ts';
import { refusalOf, withConfig } from '../config-lab.ts';
import { withFiles } from '../with-files.ts';

describeWithServer('caddy', 'a temporary folder with a space in its name, with Caddy', () => {
	const inFolder = withSpacedFolder();

	it('holds what Caddyfiles name', () =>
		inFolder(async () => {
			const auth = 'client_auth {\nmode require_and_verify\ntrusted_ca_cert_file /ca.pem\n}\n';
			const files = {
				Caddyfile: 'import sites/*\n',
				'sites/a': `a.example.com {\ntls {\n${auth}}\nrespond hello\n}\n`,
			};
			const order = { start: startCaddy, binary: serverPath('caddy'), files };
			const found = await withConfig(order, ({ servers }) => servers.map(({ where }) => where));
			expect(found).to.deep.equal(['sites/a:1']);
		}));
});

describeWithServer('nginx', 'a temporary folder with a space in its name, with nginx', () => {
	const inFolder = withSpacedFolder();

	it('holds what configs name', () =>
		inFolder(async () => {
			const files = {
				'a.conf': `server {\nlisten 443 ssl;\nssl_certificate c.pem;\nssl_certificate_key k.pem;\nssl_client_certificate ca.pem;\nssl_verify_client on;\nroot /srv;\n}\n`,
			};
			const order = { start: startNginx, binary: serverPath('nginx'), files };
			const found = await withConfig(order, ({ servers }) => servers.map(({ where }) => where));
			expect(found).to.deep.equal(['a.conf:1']);
		}));
});

describeWithServer('haproxy', 'a temporary folder with a space in its name, with HAProxy', () => {
	const inFolder = withSpacedFolder();

	it('cannot be used, and that is said', () =>
		inFolder(async () => {
			const files = { 'haproxy.cfg': 'frontend f\nbind :443 ssl crt a.pem ca-file b.pem\n' };
			const order = { start: startHaproxy, binary: serverPath('haproxy'), files };
			const message = await refusalOf(order);
			expect(message).to.match(/a b: HAProxy cannot name files in a folder that is called so$/u);
		}));
});

/** Lets TMPDIR name a folder with a space for as long as something is done. */
function withSpacedFolder(): (use: () => Promise<void>) => Promise<void> {
	let before: string | undefined;
	beforeEach(() => {
		before = process.env['TMPDIR'];
	});
	afterEach(() => {
		if (before === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = before;
	});
	return (use) =>
		withFiles({}, (folder) => {
			const spaced = join(folder, 'a b');
			mkdirSync(spaced);
			process.env['TMPDIR'] = spaced;
			return use();
		});
}
