import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Connection, connect } from '../../../fixtures/attempt.ts';
import { alertOf } from '../../../harness/alert.ts';
import type { ConnectionObservation, Sent } from '../../../harness/observation.ts';
import { refusedEarly } from '../../../harness/answers/refused-early.ts';
import { answered, made, once, presented } from '../made-observation.ts';

const unsent = { message: 'none', sha256: [], intended: [], usableSchemes: [] } as const;

/** No certificate has left. */
function early(
	different: Partial<ConnectionObservation>,
	sent: Partial<Sent> = {},
	completed = false,
): ConnectionObservation {
	const { handshake } = made();
	return made({
		ending: 'close',
		handshake: { ...handshake, completed, certificateRequest: null },
		sent: presented({ ...unsent, finished: completed, servername: 'b.test', ...sent }),
		...different,
	});
}

const alert = { ending: 'alert', alert: alertOf(112) } as const;
const byName = connect({ servername: 'b.test' });
const byRequest = connect({ servername: 'b.test', requests: [{}, {}] });
const both = { heads: ['GET / HTTP/1.1', 'GET / HTTP/1.1'] };

describe('a refusal before any certificate', () => {
	for (const [what, meant, seen, layer] of [
		['an alert upon another server_name', byName, early(alert), 'tls'],
		['a close upon another server_name', byName, early({}), 'tcp'],
		['a reset upon another server_name', byName, early({ ending: 'reset' }), 'tcp'],
		['a close of another listener', byName, early({ elsewhere: true }), null],
		['an alert of another listener', byName, early({ ...alert, elsewhere: true }), 'tls'],
		['an alert upon the usual server_name', connect(), early(alert), null],
		[
			'an alert upon a server_name that was not to be sent',
			byName,
			early(alert, { servername: 'c.test' }),
			null,
		],
		[
			'an alert about the protocol alone',
			byName,
			early({ ending: 'alert', alert: alertOf(120) }),
			null,
		],
		['a close upon all requests', byRequest, early({}, both, true), 'tcp'],
		[
			'a close upon the first of two requests',
			byRequest,
			early({}, { heads: ['GET / HTTP/1.1'] }, true),
			null,
		],
		['a close before any request', byName, early({}, {}, true), null],
		['a close after a certificate', byName, made({ ending: 'close' }), null],
		['silence', byName, early({ ending: 'timeout' }), null],
		['no connection', byName, early({ ending: 'unreachable' }), null],
		['an answer', byRequest, answered(200), null],
		['a close without TLS', byRequest, early({ plaintext: true }, both, true), null],
	] as readonly (readonly [string, Connection, ConnectionObservation, string | null])[]) {
		it(`${what}: ${layer === null ? 'none' : `refused (${layer})`}`, () => {
			const verdict = refusedEarly([meant], once(seen));
			expect(verdict?.kind === 'reject' ? verdict.layer : null).to.equal(layer);
		});
	}

	it('is that of the second asking, where there was one', () => {
		expect(refusedEarly([byName], once(early({}), answered(200)))).to.equal(null);
		expect(refusedEarly([byName], once(early({}), early(alert)))?.because).to.contain('112');
	});
});
