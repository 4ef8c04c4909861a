import { expect } from 'chai';
import { it } from 'mocha';
import { createServerCredential } from '../../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { Credential } from '../../../fixtures/attempt.ts';
import { describeWithServer } from '../available.ts';
import { getHead, knock } from '../knock.ts';
import type { ServerTls } from '../tls-files.ts';
import { ledgerPage, lobbyPage } from './ledger-app.ts';
import { type NginxGuardConfig, startNginxGuard } from './nginx.ts';

const root = createRoot(createKeyRing());
const user = root.issue();
const tls: ServerTls = {
	credential: createServerCredential(),
	clientCa: certificatesPem([root.certificate]),
};

const spellings = [
	'/ADMIN',
	'//admin',
	'/x/../admin',
	'/;x/admin',
	'/admin;x',
	'/%61dmin',
	'/%2561dmin',
	'/\\admin',
	'/admin/',
];
const escapePrefix = ['/ADMIN', '/;x/admin', '/%2561dmin', '/\\admin'];

describeWithServer('nginx', 'nginx with a guarded path', () => {
	check('prefix-location', escapePrefix);
	check('regex-location', escapePrefix);
	check('exact-location', ['/ADMIN', '/;x/admin', '/admin;x', '/%2561dmin', '/\\admin', '/admin/']);
	check('get-and-post', [...escapePrefix, 'OPTIONS /admin']);
	check('rewritten', []);
	check('server', []);

	it('leads where the application leads: one that takes paths as they are is guarded', async () => {
		const server = await startNginxGuard({ ...tls, guard: 'prefix-location', leniencies: [] });
		try {
			expect(await escapes(server.port)).to.deep.equal([]);
		} finally {
			await server.stop();
		}
	});
});

function check(guard: NginxGuardConfig['guard'], expected: readonly string[]): void {
	it(`${guard}: ${expected.length === 0 ? 'none' : 'some'} of the spellings escape`, async () => {
		const server = await startNginxGuard({ ...tls, guard });
		try {
			expect(await ask(server.port, '/admin', user)).to.equal(`${ledgerPage}\n`);
			expect(await ask(server.port, '/', user)).to.equal(`${lobbyPage}\n`);
			expect(await ask(server.port, '/admin')).not.to.include(ledgerPage);
			expect(await escapes(server.port), server.logs()).to.deep.equal(expected);
			const plain = await fetch(`http://127.0.0.1:${server.appPort}/admin`);
			expect(await plain.text()).to.equal(`${ledgerPage}\n`);
		} finally {
			await server.stop();
		}
	});
}

async function escapes(port: number): Promise<readonly string[]> {
	const escaped: string[] = [];
	for (const spelling of [...spellings, 'OPTIONS /admin']) {
		if ((await ask(port, spelling)).includes(ledgerPage)) escaped.push(spelling);
	}
	return escaped;
}

/** `target` may name a method before the path. */
async function ask(
	port: number,
	target: string,
	credential: Credential | null = null,
): Promise<string> {
	const head = getHead('localhost', target).replace(/^GET (?=[A-Z]+ )/u, '');
	const { replies } = await knock({ port, servername: 'localhost', credential, heads: [head] });
	return replies.at(-1)?.body ?? '';
}
