import { expect } from 'chai';
import { it } from 'mocha';
import { createServerCredential } from '../../../fixtures/endpoints/server-credential.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { Credential } from '../../../fixtures/attempt.ts';
import { describeWithServer } from '../available.ts';
import type { RunningServer } from '../daemon.ts';
import { getHead, knock } from '../knock.ts';
import type { ServerTls } from '../tls-files.ts';
import { startHaproxyHeader } from './haproxy.ts';
import { startNginxHeader } from './nginx.ts';
import { accountPage } from './trusting-app.ts';

const root = createRoot(createKeyRing());
const user = root.issue();
const tls: ServerTls = {
	credential: createServerCredential(),
	clientCa: certificatesPem([root.certificate]),
};

const forged = {
	verify: ['X-SSL-Client-Verify: SUCCESS'],
	subject: ['x-ssl-client-s-dn: CN=client'],
	xfcc: ['X-Forwarded-Client-Cert: Hash=00;Subject="CN=client"'],
	'client-cert': [`Client-Cert: :${user.chain[0]?.toString('base64')}:`],
	underscore: ['X_SSL_Client_Verify: SUCCESS'],
	twice: ['X-SSL-Client-Verify: SUCCESS', 'X-SSL-Client-Verify: NONE'],
} as const;
type Forged = keyof typeof forged;

describeWithServer('nginx', 'nginx before an application that trusts a header', () => {
	const nginx = { ...tls, trusts: 'verify', header: 'always-set' } as const;
	check('sets it always', () => startNginxHeader(nginx), []);
	check(
		'sets it for certificates only',
		() => startNginxHeader({ ...nginx, header: 'set-for-certificates' }),
		['verify', 'twice'],
	);
	for (const trusts of ['subject', 'xfcc'] as const) {
		check(`sets ${trusts} always`, () => startNginxHeader({ ...nginx, trusts }), []);
	}
	for (const alsoTrusts of ['subject', 'xfcc', 'client-cert'] as const) {
		check(`forgets ${alsoTrusts}`, () => startNginxHeader({ ...nginx, alsoTrusts }), [alsoTrusts]);
	}
	const cgi = { ...nginx, names: 'cgi' } as const;
	check('drops underscores', () => startNginxHeader(cgi), []);
	check('passes underscores on', () => startNginxHeader({ ...cgi, underscores: true }), [
		'underscore',
	]);
});

describeWithServer('haproxy', 'HAProxy before an application that trusts a header', () => {
	const haproxy = { ...tls, trusts: 'verify', header: 'always-set' } as const;
	check('sets it always', () => startHaproxyHeader(haproxy), []);
	check('passes underscores on', () => startHaproxyHeader({ ...haproxy, names: 'cgi' }), [
		'underscore',
	]);
	for (const trusts of ['verify', 'subject', 'xfcc', 'client-cert'] as const) {
		const start = (): Promise<RunningServer> =>
			startHaproxyHeader({ ...haproxy, trusts, header: 'set-for-certificates' });
		check(`sets ${trusts} for certificates only`, start, [trusts]);
	}
	const added = { ...haproxy, header: 'added' } as const;
	check(
		'adds its own, the first counts',
		() => startHaproxyHeader({ ...added, duplicates: 'first' }),
		['verify', 'twice'],
	);
	check('adds its own, the last counts', () => startHaproxyHeader(added), []);
});

function check(
	title: string,
	start: () => Promise<RunningServer>,
	expected: readonly Forged[],
): void {
	it(`${title}: ${expected.length === 0 ? 'nothing' : expected.join(', ')} gets through`, async () => {
		const server = await start();
		try {
			expect(await served(server, [], user), server.logs()).to.equal(true);
			expect(await served(server, []), server.logs()).to.equal(false);
			const through: string[] = [];
			for (const [name, lines] of Object.entries(forged)) {
				if (await served(server, lines)) through.push(name);
			}
			expect(through, server.logs()).to.deep.equal(expected);
		} finally {
			await server.stop();
		}
	});
}

async function served(
	{ port }: RunningServer,
	lines: readonly string[],
	credential: Credential | null = null,
): Promise<boolean> {
	const heads = [getHead('localhost', '/', ...lines)] as const;
	const { replies } = await knock({ port, servername: 'localhost', credential, heads });
	return replies.at(-1)?.body === `${accountPage}\n`;
}
