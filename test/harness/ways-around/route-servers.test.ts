/** The family `route` against real servers: what escapes a guard deviates, and nothing else does. */
import { expect } from 'chai';
import { it } from 'mocha';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { startApache } from '../../servers/apache.ts';
import { describeWithServer, type ServerName } from '../../servers/available.ts';
import { startCaddy } from '../../servers/caddy.ts';
import type { RunningServer } from '../../servers/daemon.ts';
import { startNginxGuard } from '../../servers/guarded-paths/nginx.ts';
import { startHaproxy } from '../../servers/haproxy.ts';
import { startNginx } from '../../servers/nginx.ts';
import { idsWith } from '../findings-of.ts';
import { clientRoot, runAgainst, serverCredential } from '../lab.ts';

const tls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

const escapePrefix = [
	'route/letter-encoded-twice',
	'route/other-case',
	'route/backslash',
	'route/encoded-backslash',
	'route/empty-parameter',
	'route/parent-parameter',
];
const escapeExact = [...escapePrefix, 'route/parameter', 'route/trailing-slash'];

/** What escapes some guard: after the first round only these are asked. */
const deciding = [...escapeExact, 'route/head', 'route/options'];

describeWithServer('nginx', 'nginx that guards a path', () => {
	guarded('prefix-location', escapePrefix, 20);
	guarded('exact-location', escapeExact);
	guarded('regex-location', escapePrefix);
	guarded('get-and-post', [...escapePrefix, 'route/head', 'route/options']);
	guarded('rewritten', [], 20);
	guarded('server', []);

	it('the port of the application behind it is another way in', async () => {
		const server = await startNginxGuard({ ...tls, guard: 'rewritten' });
		const port = server.appPort;
		const listener = { url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, plaintext: true };
		try {
			const only = ['route/plain-http-listener', 'route/plain-http-on-tls-port'];
			const run = await runAgainst(server.port, { ...guardedPath, only, listeners: [listener] });
			expect(idsWith(run, 'deviates')).to.deep.equal([only[0]]);
			expect(idsWith(run, 'conforms')).to.include(only[1]);
		} finally {
			await server.stop();
		}
	});
});

green('nginx', 'ssl_verify_client on', () => startNginx({ ...tls, verify: 'on' }));
green('nginx', 'optional and 403', () => startNginx({ ...tls, verify: 'optional', check: '403' }));
green('apache2', 'SSLVerifyClient require', () => startApache({ ...tls, verifyClient: 'require' }));
green('haproxy', 'verify required', () => startHaproxy({ ...tls, verify: 'required' }));
green('caddy', 'require_and_verify', () => startCaddy(tls));

describeWithServer(
	'apache2',
	'Apache that guards a path, where every path has the same page',
	() => {
		it('is green: what cannot be told apart is skipped, with the option that would', async () => {
			const starting = startApache({
				...tls,
				verifyClient: 'require',
				verifyLocation: '/admin',
			});
			const run = await against(starting, { ...guardedPath, tls: ['TLSv1.2'] });
			expectGreen(run);
			const finding = run.findings.find(({ id }) => id === 'route/other-case');
			expect(finding).to.include({ outcome: 'skipped' });
			expect(finding?.message).to.contain('everybody gets').and.contain('--marker');
		});
	},
);

const guardedPath = { only: ['route'], paths: ['/admin'], tls: ['TLSv1.3'] } as const;

function guarded(
	guard: Parameters<typeof startNginxGuard>[0]['guard'],
	escapes: readonly string[],
	rounds = 3,
): void {
	it(`${guard}: ${escapes.length} ways around, ${rounds} times`, async function often() {
		this.timeout(60_000);
		const server = await startNginxGuard({ ...tls, guard });
		try {
			for (let round = 0; round < rounds; round += 1) {
				const only = round === 0 ? ['route'] : deciding;
				const run = await runAgainst(server.port, { ...guardedPath, only });
				expect(idsWith(run, 'deviates')).to.deep.equal(inOrder(run, escapes));
				expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
				expect(exitCode(run)).to.equal(escapes.length === 0 ? 0 : 1);
			}
		} finally {
			await server.stop();
		}
	});
}

function green(name: ServerName, title: string, start: () => Promise<RunningServer>): void {
	describeWithServer(name, `${name}, ${title}`, () => {
		it('is green', async () => {
			const run = await against(start(), { ...guardedPath, paths: ['/', '/admin'], tls: null });
			expectGreen(run);
			expect(idsWith(run, 'conforms')).to.include('route/plain-http-on-tls-port');
		});
	});
}

async function against(
	starting: Promise<RunningServer>,
	options: Partial<RunOptions>,
): Promise<Run> {
	const server = await starting;
	try {
		return await runAgainst(server.port, options);
	} finally {
		await server.stop();
	}
}

function expectGreen(run: Run): void {
	expect(idsWith(run, 'deviates')).to.deep.equal([]);
	expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
	expect(exitCode(run)).to.equal(0);
}

/** The order of the catalogue is that of the findings. */
function inOrder({ findings }: Run, ids: readonly string[]): readonly string[] {
	return [...new Set(findings.map(({ id }) => id))].filter((id) => ids.includes(id));
}
