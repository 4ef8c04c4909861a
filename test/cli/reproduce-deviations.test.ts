/** Who types in the lines of a deviation gets in, too. */
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { findingOf } from '../harness/findings-of.ts';
import { runForReport, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startNginx } from '../servers/nginx.ts';
import { startNode } from '../servers/node.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';
import { typedIn } from './typed-in.ts';

const folder = temporaryFolder();
const given = writeGivenFiles(folder);
after(() => folder.remove());

const letIn = ['path/missing-intermediate', 'presence/no-certificate', 'trust/self-signed'];
const sound = ['control/valid-via-intermediate', 'validity/expired'];

describeWithServer('openssl', 'the lines that reproduce a deviation', () => {
	describeWithServer('nginx', 'of nginx with optional_no_ca', () => {
		let server: RunningServer | null = null;
		let run: Run | null = null;
		before(async () => {
			server = await startNginx({ ...trustingTls, verify: 'optional_no_ca', verifyDepth: 3 });
			const only = [...letIn, ...sound].flatMap((id) => ['--only', id]);
			({ run } = await runForReport([server.url, ...given.caFlags, ...only]));
		});
		after(() => server?.stop());

		for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
			for (const id of [...letIn, ...sound]) {
				it(`${id} over ${tls}`, async () => {
					if (run === null) throw new Error('the run was not made');
					const { outcome, status, alert, reproduce } = findingOf(run, id, tls);
					expect(outcome).to.equal(letIn.includes(id) ? 'deviates' : 'conforms');
					const typed = await typedIn(reproduce, folder);
					expect(typed, typed.text).to.include({ status, alert: alert?.number ?? null });
				});
			}
		}
	});

	it('of an anonymous session that Node takes for an authorized one', async function fooled() {
		// Since Node 24 it does not (nodejs/node#64584).
		if (Number(process.versions.node.split('.')[0]) >= 24) this.skip();
		const node = await startNode({ ...trustingTls, mode: 'app-json' });
		try {
			const rule = ['--accept-if', 'json:mTLSValid=true'];
			const only = ['--only', 'resumption', '--tls', '1.3'];
			const { run } = await runForReport([node.url, ...given.caFlags, ...rule, ...only]);
			const { outcome, reproduce } = findingOf(run, 'resumption/anonymous-session');
			expect(outcome).to.equal('deviates');
			expect(reproduce).to.have.lengthOf(2);
			expect((await typedIn(reproduce.slice(0, 1), folder)).text).to.contain('"mTLSValid":false');
			expect((await typedIn(reproduce, folder)).text).to.contain('"mTLSValid":true');
		} finally {
			await node.stop();
		}
	});
});
