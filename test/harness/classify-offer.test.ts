import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Offer } from '../../fixtures/variant.ts';
import { alertOf } from '../../harness/alert.ts';
import { classifyOffer } from '../../harness/classify-offer.ts';
import type { ConnectionObservation, Hellos } from '../../harness/observation.ts';
import type { Verdict } from '../../harness/verdict.ts';
import { made, once } from './made-observation.ts';

/** TLS 1.0 as it is offered: one suite, and the signal of RFC 5746. */
const tls10 = { version: 0x0301, suites: [0xc014, 0x00ff] };

describe('what an offer came to', () => {
	it('a ServerHello of that version is agreement, whatever came of it', () => {
		const server = { version: 0x0301, suite: 0xc014 };
		for (const ending of ['close', 'alert', 'timeout', 'local', 'reset'] as const) {
			expect(classified('TLSv1', { client: tls10, server }, ending).kind).to.equal('accept');
		}
	});

	it('a ServerHello that picks something else proves nothing', () => {
		for (const server of [
			{ version: 0x0303, suite: 0xc014 },
			{ version: 0x0301, suite: 0x002f },
		]) {
			expect(classified('TLSv1', { client: tls10, server }).kind).to.equal('inconclusive');
		}
	});

	it('an older version refuses the one that was offered, and not the suites', () => {
		const server = { version: 0x0300, suite: 0xc014 };
		expect(classified('TLSv1', { client: tls10, server }).kind).to.equal('reject');
		const client = { version: 0x0303, suites: [0xc018] };
		const agreed = { client, server: { version: 0x0301, suite: 0xc018 } };
		expect(classified('anonymous-suites', agreed).kind).to.equal('accept');
	});

	it('an alert, a close and a reset after the ClientHello refuse', () => {
		const hellos = { client: tls10, server: null };
		expect(classified('TLSv1', hellos, 'alert')).to.deep.equal({
			kind: 'reject',
			layer: 'tls',
			because: 'refused with alert 70 protocol_version',
		});
		for (const ending of ['close', 'reset'] as const) {
			expect(classified('TLSv1', hellos, ending)).to.include({ kind: 'reject', layer: 'tcp' });
		}
	});

	it('silence and what is no TLS are no refusal', () => {
		for (const ending of ['timeout', 'not-tls', 'unreachable', 'aborted'] as const) {
			const hellos = { client: ending === 'unreachable' ? null : tls10, server: null };
			expect(classified('TLSv1', hellos, ending).kind).to.equal('inconclusive');
		}
	});

	it('what was not sent was not tested, and is never a refusal', () => {
		for (const [offer, client] of [
			['TLSv1', null],
			['TLSv1', { version: 0x0303, suites: [0xc014] }],
			['TLSv1', { version: 0x0301, suites: [0x00ff] }],
			['anonymous-suites', { version: 0x0303, suites: [0xc018, 0xc02f] }],
			['anonymous-suites', { version: 0x0304, suites: [0xc018] }],
			['null-suites', { version: 0x0303, suites: [0xc018] }],
			['static-rsa-suites', { version: 0x0303, suites: [0x003b] }],
		] as const) {
			const ending = client === null ? 'local' : 'alert';
			const verdict = classified(offer, { client, server: null }, ending);
			expect(verdict.kind, JSON.stringify(client)).to.equal('not-tested');
		}
	});
});

function classified(
	offer: Offer,
	hellos: Hellos,
	ending: ConnectionObservation['ending'] = 'close',
): Verdict {
	const alert = ending === 'alert' ? alertOf(70) : null;
	return classifyOffer(offer, once(made({ ending, alert, hellos })));
}
