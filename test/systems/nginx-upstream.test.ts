/** Row 7: nginx asks for client certificates, and the application behind it speaks plain HTTP. */
import { expect } from 'chai';
import { after, it } from 'mocha';
import { createServerCredential } from '../../fixtures/endpoints/server-credential.ts';
import type { GivenListener } from '../../harness/options.ts';
import { findingOf, findingsOf } from '../harness/findings-of.ts';
import { failingIds, runForReport, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { runInFrontOf } from './nginx-in-front.ts';
import { ofSample, startSample } from './start-sample.ts';

const folder = temporaryFolder();
after(() => folder.remove());

describeWithServer('nginx', 'system 7: nginx in front of an HTTP upstream', () => {
	it('is green, and says with the words of nginx why it refused', async () => {
		const only = ['--only', 'presence,trust,validity', '--tls', '1.2'];
		const { code, run, stderr } = await runForReport([
			...['lab', 'nginx', ofSample('nginx-upstream', 'nginx.conf')],
			...only,
		]);
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(code, stderr).to.equal(0);
		expect(run.targets[0]?.url).to.equal('https://greetings.example/');
		expect(findingOf(run, 'validity/expired').reason).to.contain('certificate has expired');
		expect(findingOf(run, 'trust/self-signed').reason).to.contain('self-signed certificate');
	});

	it('is open at both ports of the application, which listens wherever it can', async () => {
		const { cert, key } = createServerCredential();
		const app = await startSample({
			args: [ofSample('nginx-upstream', 'app.js')],
			cwd: folder.path('.'),
			env: {
				TLS_PORT: '0',
				CERTIFICATE: folder.write('app.crt', cert),
				KEY: folder.write('app.key', key),
			},
		});
		try {
			const plain = new URL(await app.line(/http:\/\/\S+/u));
			const listeners = [
				listener('http://greetings.example:3200', plain),
				listener('https://greetings.example:3300', new URL(app.url)),
			];
			const run = await runInFrontOf(Number(plain.port), {
				config: ['nginx-upstream', 'nginx.conf'],
				path: '/greet/mtls',
				only: ['presence', 'route/plain-http-listener', 'route/other-listener'],
				listeners,
			});
			expect(failingIds(run)).to.deep.equal(['route/other-listener', 'route/plain-http-listener']);
			const [refused] = findingsOf(run, 'presence/no-certificate');
			expect(refused).to.include({ outcome: 'conforms', status: 400 });
		} finally {
			await app.stop();
		}
	});
});

function listener(url: string, { port, protocol }: URL): GivenListener {
	return { url, host: '127.0.0.1', port: Number(port), plaintext: protocol === 'http:' };
}
