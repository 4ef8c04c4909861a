import { expect } from 'chai';
import { describe, it } from 'mocha';
import { connect, present } from '../../../fixtures/attempt.ts';
import { notCarriedOut, refusedWithoutHeaders } from '../../../harness/answers/carried-out.ts';
import type { ConnectionObservation, Sent } from '../../../harness/observation.ts';
import { clientRoot } from '../lab.ts';
import { alerted, answered, made, once, presented } from '../made-observation.ts';

describe('a certificate that this OpenSSL does not read', () => {
	const { chain, key } = clientRoot.subordinate().issue();
	const cut = chain.map((der, index) => (index === 1 ? der.subarray(0, -1) : der));
	const local = once(made({ ending: 'local' }));

	it('is not tested, and the version named', () => {
		const verdict = notCarriedOut(present({ chain: cut, key }), local);
		expect(verdict?.kind).to.equal('not-tested');
		expect(verdict?.because).to.contain(process.versions.openssl);
	});

	it('is no reason where it was presented all the same, or is read', () => {
		expect(notCarriedOut(present({ chain: cut, key }), once(made({ ending: 'close' })))).to.equal(
			null,
		);
		const attempt = [{ credential: { chain, key } }, { credential: null }] as const;
		expect(notCarriedOut(attempt, local)).to.equal(null);
	});
});

describe('what was not carried out', () => {
	const served = answered(200);
	const session = { resume: 'previous', servername: 'b.test' } as const;
	const left = (different: Partial<Sent>) => ({ ...served, sent: presented(different) });

	const unoffered = {
		...alerted(70),
		handshake: { ...alerted(70).handshake, version: null, completed: false },
	};

	for (const [what, attempt, connections, kind] of [
		[
			'a connection before it that nobody answered',
			[connect({ mustBeAnswered: true }), connect()],
			[alerted(40), served],
			'not-tested',
		],
		[
			'a connection before it that nobody need answer',
			[connect(), connect()],
			[alerted(40), served],
			null,
		],
		[
			'another server_name than was meant',
			[connect({ servername: 'b.test' })],
			[left({ servername: 'a.test' })],
			'inconclusive',
		],
		[
			'a session that was not offered',
			[connect(), connect(session)],
			[served, left({ servername: 'b.test', offeredSession: false })],
			'inconclusive',
		],
		[
			'a session that was offered',
			[connect(), connect({ resume: 'previous' })],
			[served, { ...served, sent: presented({ offeredSession: true }) }],
			null,
		],
		[
			'a session that was not offered to who refuses with an alert',
			[connect(), connect(session)],
			[
				served,
				{
					...alerted(112),
					handshake: { ...served.handshake, version: null },
					sent: presented({ servername: 'b.test', offeredSession: false }),
				},
			],
			'inconclusive',
		],
		...(['timeout', 'unreachable', 'aborted'] as const).map(
			(ending) =>
				[
					`a connection before it that came to nothing: ${ending}`,
					[connect({ mustBeAnswered: true }), connect()],
					[made({ ending }), served],
					'inconclusive',
				] as const,
		),
		['no session to offer', [connect(), connect({ resume: 'previous' })], [served, served], null],
		['HTTP/2 with who speaks none', [connect({ protocol: 'h2' })], [served], 'not-tested'],
		[
			'HTTP/2 with who refuses it by ALPN',
			[connect({ protocol: 'h2' })],
			[alerted(120)],
			'not-tested',
		],
		[
			'a second request after the connection was ended',
			[connect({ requests: [{}, {}] })],
			[
				{
					...served,
					ending: 'close',
					response: null,
					earlier: [answered(200).response].filter((it) => it !== null),
					sent: presented({ heads: ['GET / HTTP/1.1'] }),
				},
			],
			'not-tested',
		],
		[
			'a second request on a connection that may have ended before it came',
			[connect({ requests: [{}, {}] })],
			[
				{
					...served,
					ending: 'close',
					response: null,
					earlier: [answered(200).response].filter((it) => it !== null),
					sent: presented({ heads: ['GET / HTTP/1.1', 'GET / HTTP/1.1'] }),
				},
			],
			'not-tested',
		],
		[
			'a second request that is refused with an alert',
			[connect({ requests: [{}, {}] })],
			[
				{
					...alerted(116),
					earlier: [answered(200).response].filter((it) => it !== null),
					sent: presented({ heads: ['GET / HTTP/1.1', 'GET / HTTP/1.1'] }),
				},
			],
			null,
		],
		[
			'a TLS version that another listener does not offer',
			[connect({ listener: { host: '127.0.0.1', port: 8443 } })],
			[unoffered],
			'not-tested',
		],
		['a TLS version that the target itself refuses', [connect()], [unoffered], null],
		[
			'another listener that ends a handshake with that alert',
			[connect({ listener: { host: '127.0.0.1', port: 8443 } })],
			[alerted(70)],
			null,
		],
		[
			'a second request after a refused handshake',
			[connect({ requests: [{}, {}] })],
			[alerted(116)],
			null,
		],
	] as const) {
		it(`${what}: ${kind ?? 'counts'}`, () => {
			const [first, ...rest] = connections as readonly ConnectionObservation[];
			if (first === undefined) throw new Error('no connection');
			const observation = { connections: [first, ...rest] as const, again: null, retries: 0 };
			expect(notCarriedOut(attempt, observation)?.kind ?? null).to.equal(kind);
		});
	}

	it('a refusal without the headers of the user says nothing, an answer does', () => {
		const withheld = once({ ...answered(401), sent: presented({ withheld: true }) });
		const refusal = { kind: 'reject', layer: 'http', because: 'HTTP 401' } as const;
		const acceptance = { kind: 'accept', because: 'HTTP 200' } as const;
		expect(refusedWithoutHeaders(refusal, withheld)?.kind).to.equal('not-tested');
		expect(refusedWithoutHeaders(acceptance, withheld)).to.equal(null);
		expect(refusedWithoutHeaders(refusal, once(answered(401)))).to.equal(null);
	});
});
