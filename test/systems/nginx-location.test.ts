/** Row 8: nginx lets everybody in but for one location, which looks at the certificate itself. */
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { findingOf, idsWith } from '../harness/findings-of.ts';
import { failingIds, runForReport } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { runInFrontOf } from './nginx-in-front.ts';
import { ofSample, type RunningSample, samples, startSample } from './start-sample.ts';

describeWithServer('nginx', 'system 8: nginx with a location for clients', () => {
	it('is green, and says which locations are for everybody', async () => {
		const only = ['--only', 'presence,trust,validity,route', '--tls', '1.2'];
		const { code, run, stderr } = await runForReport([
			...['lab', 'nginx', ofSample('nginx-location', 'default.conf')],
			...only,
		]);
		expect(failingIds(run)).to.deep.equal([]);
		expect(run.summary.inconclusive).to.equal(0);
		expect(code, stderr).to.equal(0);
		const access = run.targets[0]?.locations?.map((it) => [it.written, it.access]);
		expect(access).to.deep.include.members([
			['location /catalogue/', 'open'],
			['location /orders/', 'protected'],
		]);
		expect(findingOf(run, 'presence/no-certificate')).to.include({
			status: 403,
			path: '/orders/',
		});
		expect(findingOf(run, 'validity/expired').reason).to.contain('certificate has expired');
	});

	describe('with Express behind it', () => {
		let app: RunningSample;
		before(async () => {
			app = await startSample({
				args: [ofSample('nginx-location', 'app.js')],
				cwd: samples,
				scheme: 'http',
			});
		});
		after(() => app.stop());

		it('keeps the one location from everybody', async () => {
			const run = await inFront(app, 'default.conf');
			expect(failingIds(run)).to.deep.equal([]);
			expect(run.summary.inconclusive).to.equal(0);
			expect(idsWith(run, 'conforms')).to.include.members(['route/other-case', 'route/suffix']);
		});

		it('gives it away where another location leads to the same application', async () => {
			const run = await inFront(app, 'front-controller.conf');
			expect(failingIds(run)).to.deep.equal(['route/other-case']);
			const found = findingOf(run, 'route/other-case');
			expect(found).to.include({ verdict: 'accept', status: 200 });
			const { connections } = found.observation ?? { connections: [] };
			expect(JSON.stringify(connections.at(-1)?.sent.heads)).to.match(/GET \/ORDERS\/HEALTH /u);
		});
	});
});

function inFront(app: RunningSample, file: string): ReturnType<typeof runInFrontOf> {
	return runInFrontOf(Number(new URL(app.url).port), {
		config: ['nginx-location', file],
		path: '/orders/health',
		openPaths: ['/catalogue/'],
		only: ['presence', 'route'],
	});
}
