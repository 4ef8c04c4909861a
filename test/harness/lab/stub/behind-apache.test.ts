import { expect } from 'chai';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'mocha';
import { createKeyRing } from '../../../../fixtures/pki/key-ring.ts';
import { createLabAuthorities } from '../../../../harness/lab/authorities.ts';
import { createUpstreamStub } from '../../../../harness/lab/stub/create-upstream-stub.ts';
import { apacheModuleFolder } from '../../../servers/apache.ts';
import { describeWithServer, serverPath } from '../../../servers/available.ts';
import { type RunningServer, startDaemon } from '../../../servers/daemon.ts';
import { ask, pageIn } from './ask.ts';

/** What Apache calls them in `ProxyPass`, and the module that each needs. */
const schemes = [
	['http', 'http', 'proxy_http'],
	['h2c', 'h2c', 'proxy_http2'],
	['fcgi', 'fastcgi', 'proxy_fcgi'],
	['scgi', 'scgi', 'proxy_scgi'],
	['uwsgi', 'uwsgi', 'proxy_uwsgi'],
] as const;

describeWithServer('apache2', 'stub: upstreams behind Apache', () => {
	const stub = createUpstreamStub(createLabAuthorities(createKeyRing()));
	const modules = apacheModuleFolder();
	const usable = schemes.filter(([, , name]) => existsSync(join(modules, `mod_${name}.so`)));
	let apache: RunningServer;

	before(async () => {
		const proxied: string[] = [];
		for (const [scheme, protocol] of usable) {
			const { host, port } = await stub.listen('backend', protocol);
			proxied.push(`ProxyPass /${scheme} ${scheme}://${host}:${port}/${scheme}`);
		}
		const loaded = ['mpm_event', 'authz_core', 'env', 'proxy', ...usable.map(([, , it]) => it)];
		apache = await startDaemon({
			command: serverPath('apache2') ?? 'apache2',
			prepare(folder, port) {
				const file = join(folder, 'apache.conf');
				const lines = [
					`DefaultRuntimeDir ${folder}`,
					`PidFile ${folder}/apache.pid`,
					'ServerName localhost',
					`Listen 127.0.0.1:${port}`,
					...loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
					...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
					`Mutex file:${folder} default`,
					'ErrorLog /dev/stderr',
					'StartServers 1',
					`DocumentRoot ${folder}`,
					'SetEnv SSL_CLIENT_VERIFY SUCCESS',
					...proxied,
				];
				writeFileSync(file, `${lines.join('\n')}\n`);
				return ['-D', 'FOREGROUND', '-d', folder, '-f', file];
			},
		});
	});

	after(async () => {
		await apache?.stop();
		await stub.close();
	});

	for (const [scheme, protocol] of usable) {
		it(`says what ${protocol} was sent`, async () => {
			const { port } = apache;
			const body = Buffer.alloc(100_000, 'x');
			const got = await ask({ port, path: `/${scheme}/x?q=1` });
			const posted = await ask({ port, path: `/${scheme}/x`, method: 'POST', body });
			const head = await ask({ port, path: `/${scheme}/x`, method: 'HEAD' });

			expect(got.status, `${got.body}\n${apache.logs()}`).to.equal(200);
			expect(pageIn(got)).to.include({ stub: 'backend' });
			expect(got.headers).to.include({
				'lab-asked-method': 'GET',
				'lab-asked-uri': `/${scheme}/x?q=1`,
			});
			expect(posted.headers).to.include({ 'lab-asked-method': 'POST' });
			expect([head.status, head.body]).to.deep.equal([200, '']);
			if (['fastcgi', 'scgi', 'uwsgi'].includes(protocol)) {
				expect(got.headers).to.include({ 'lab-told-ssl-client-verify': 'SUCCESS' });
			}
		});
	}
});
