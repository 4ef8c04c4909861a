/** Rule 10. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { defaultIdentity } from '../../../fixtures/pki/identity.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { keyPem } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { exitCode } from '../../../harness/conclude.ts';
import { findingsOf, idsWith } from '../findings-of.ts';
import { keys, noMaterials, runAgainst } from '../lab.ts';
import type { ConnectionObservation } from '../../../harness/observation.ts';
import { page, words } from '../answers/made-page.ts';
import { runMadeLane } from '../made-lane.ts';
import { alerted, anonymous, answered, made } from '../made-observation.ts';
import { startOwn, withServer } from '../own-server.ts';

const around = 'resumption/anonymous-session';
const paged = (body: string): ConnectionObservation => made({ response: page(body) });

describe('rule 10: going around needs a refusal', () => {
	for (const [title, bare, kind] of [
		['was refused: probed', alerted(116), 'accept'],
		['was accepted: skipped', answered(200), 'not-tested'],
		['showed nothing: inconclusive', answered(302), 'inconclusive'],
	] as const) {
		it(`what is gone around ${title}`, async () => {
			const { probed, presented } = await runMadeLane({
				ids: [around],
				answer: (id) => (id === 'presence/no-certificate' ? anonymous(bare) : answered(200)),
			});
			expect(probed[0]?.verdict.kind).to.equal(kind);
			expect(presented.includes(around)).to.equal(kind === 'accept');
		});
	}

	it('what is gone around cannot be made: skipped', async () => {
		const nameConstraints = { permitted: defaultIdentity.subjectAltName };
		const ca = createRoot(keys, defaultIdentity, { nameConstraints });
		const certificates = [ca.certificate];
		const run = await withServer(startOwn({ ca: certificatesPem(certificates) }), ({ port }) =>
			runAgainst(port, {
				only: ['identity'],
				materials: {
					...noMaterials,
					clientCa: { certificates, key: keyPem(ca.key) },
					identity: defaultIdentity,
				},
			}),
		);
		expect(exitCode(run)).to.equal(0);
		for (const { message } of findingsOf(run, 'identity/cn-only')) {
			expect(message).to.contain('identity/bad-san').and.contain('permit no other name');
		}
		expect(idsWith(run, 'skipped')).to.include('identity/cn-only');
	});

	it('whether unknown names get no page is not known where nobody answered', async () => {
		const template = words(60, 'nav');
		const answers: Readonly<Record<string, ConnectionObservation>> = {
			'control/valid': paged(`${template} alice`),
			'presence/no-certificate': anonymous(answered(401)),
			'vhost/own-credential': alerted(48),
			'vhost/own-sni-other-host': paged(`${template} bob`),
		};
		for (const [unknown, kind] of [
			[answered(404), 'accept'],
			[alerted(112), 'accept'],
			[made({ ending: 'aborted' }), 'inconclusive'],
		] as const) {
			const { probed } = await runMadeLane({
				ids: ['vhost/own-credential', 'vhost/unknown-host', 'vhost/own-sni-other-host'],
				answer: (id) => answers[id === '' ? 'control/valid' : id] ?? unknown,
			});
			expect(probed[2]?.verdict.kind).to.equal(kind);
		}
	});

	it('it is probed without any valid credential, too', async () => {
		const { probed } = await runMadeLane({
			ids: [around],
			hasValid: false,
			answer: (id) => (id === around ? anonymous(answered(200)) : anonymous(answered(401))),
		});
		expect(probed[0]?.verdict.kind).to.equal('accept');
	});

	it('a target that resumes no session conforms', async () => {
		const forgetful = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			response.writeHead((socket as TLSSocket).authorized ? 200 : 401).end();
		});
		await withServer(forgetful, async ({ port, server }) => {
			// No ticket key stays valid for longer than one connection.
			server.on('connection', () => server.setTicketKeys(randomTicketKeys()));
			const run = await runAgainst(port, { only: ['resumption'] });
			expect(exitCode(run)).to.equal(0);
			for (const { outcome, observation } of findingsOf(run, around)) {
				expect(outcome).to.equal('conforms');
				expect(observation?.connections.at(-1)?.handshake.resumed).to.equal(false);
			}
		});
	});

	it('a target that everybody gets into is told once, with nothing but a URL', async () => {
		const open = startOwn({ rejectUnauthorized: false });
		const run = await withServer(open, ({ port }) =>
			runAgainst(port, { only: ['presence', 'resumption'], materials: noMaterials }),
		);
		expect(exitCode(run)).to.equal(1);
		for (const { outcome, message } of findingsOf(run, around)) {
			expect(outcome).to.equal('skipped');
			expect(message).to.contain('no refusal to go around');
		}
	});

	it('a refusal that is gone around is found with nothing but a URL', async () => {
		// Whoever resumes has been here before, and "was surely checked then".
		const trusting = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			const tls = socket as TLSSocket;
			response.writeHead(tls.authorized || tls.isSessionReused() ? 200 : 401).end();
		});
		const run = await withServer(trusting, ({ port }) =>
			runAgainst(port, { only: ['resumption'], materials: noMaterials }),
		);
		expect(exitCode(run)).to.equal(1);
		expect(findingsOf(run, around).map(({ outcome }) => outcome)).to.deep.equal([
			'deviates',
			'deviates',
		]);
	});
});

function randomTicketKeys(): Buffer {
	return Buffer.from(crypto.getRandomValues(new Uint8Array(48)));
}
