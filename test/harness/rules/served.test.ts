/** Rule 5. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { uncalibrated } from '../../../harness/calibrate.ts';
import { classify } from '../../../harness/classify.ts';
import { exitCode } from '../../../harness/conclude.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { alerted, made, once } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';

describe('rule 5: accepted means served', () => {
	it('a handshake that completes for everybody accepts nobody', async () => {
		// What nginx does: it judges the certificate when the request comes.
		const late = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			response.writeHead((socket as TLSSocket).authorized ? 200 : 400).end();
		});
		const run = await withServer(late, ({ port }) =>
			runAgainst(port, { only: ['trust/wrong-root', 'presence'] }),
		);
		expect(exitCode(run)).to.equal(0);
		for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
			const finding = findingOf(run, 'trust/wrong-root', tls);
			expect(finding).to.include({ verdict: 'reject', layer: 'http', status: 400 });
			expect(finding.observation?.connections[0].handshake.completed).to.equal(true);
		}
	});

	for (const [title, connection, kind] of [
		['then closed', made({ ending: 'close' }), 'reject'],
		['then reset', made({ ending: 'reset' }), 'reject'],
		['then an alert', alerted(48), 'reject'],
		['then silence', made({ ending: 'timeout' }), 'inconclusive'],
		['then half a response head', made({ ending: 'partial' }), 'inconclusive'],
		['then something that is no HTTP', made({ ending: 'not-http' }), 'inconclusive'],
	] as const) {
		it(`a completed handshake, ${title}: ${kind}`, () => {
			expect(connection.handshake.completed).to.equal(true);
			expect(classify(once(connection), uncalibrated).kind).to.equal(kind);
		});
	}

	for (const [octets, exit] of [
		[60_000, 0],
		[70_000, 3],
	] as const) {
		it(`a rule sees 64 KiB of a body at the most: ${octets} octets, exit ${exit}`, async () => {
			const wordy = startOwn({}, (_, response) => {
				response.end(JSON.stringify({ padding: 'x'.repeat(octets), ok: true }));
			});
			const run = await withServer(wordy, ({ port }) =>
				runAgainst(port, {
					only: ['key-usage/eku-absent', 'trust/wrong-root'],
					tls: ['TLSv1.3'],
					acceptIf: [parseRule('json:ok=true')],
				}),
			);
			expect(exitCode(run)).to.equal(exit);
			const { observation } = findingOf(run, 'control/valid');
			const excerpt = observation?.connections[0].response?.excerpt ?? '';
			expect(excerpt.length).to.be.within(1, 1024);
		});
	}
});
