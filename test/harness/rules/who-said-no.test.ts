/** Rule 4. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import { type CertificateTemplate, hoursFrom } from '../../../fixtures/pki/template.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { findingOf } from '../findings-of.ts';
import { keys, runAgainst, serverTls } from '../lab.ts';
import { type OwnServer, startOwn, withServer } from '../own-server.ts';

const root = createRoot(keys);
const sound: CertificateTemplate = {
	subjectAltName: [{ dns: 'localhost' }],
	extKeyUsage: ['serverAuth'],
};
const trust: RunOptions['trust'] = { anchors: [root.certificate], source: 'the tests' };
const secret: RunOptions['headers'] = [['x-tenant', 'swordfish-4711']];
const some: Partial<RunOptions> = {
	only: ['trust/wrong-root', 'presence', 'server-identity'],
	headers: secret,
	trust,
};

describe('rule 4: who said no', () => {
	it('a target that is who the URL names gets the headers of the user', async () => {
		const { run, headers } = await against({});
		expect(exitCode(run)).to.equal(0);
		expect(run.targets[0]?.limits).to.deep.equal([]);
		expect(headers.size).to.equal(1);
		expect([...headers]).to.deep.equal(['swordfish-4711']);
	});

	for (const [title, template, id, code] of [
		[
			'expired',
			{ validity: { notBefore: hoursFrom(Date.now(), -50), notAfter: hoursFrom(Date.now(), -2) } },
			'server-identity/validity',
			'CERT_HAS_EXPIRED',
		],
		[
			'of another name',
			{ subjectAltName: [{ dns: 'elsewhere.test' }] },
			'server-identity/name',
			'ERR_TLS_CERT_ALTNAME_INVALID',
		],
		['of an unknown CA', null, 'server-identity/trusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
	] as const) {
		it(`a certificate ${title} is the target's own fault, and nobody else's`, async () => {
			const { run, headers } = await against(template);
			expect(exitCode(run)).to.equal(1);
			for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
				expect(findingOf(run, id, tls)).to.include({ outcome: 'deviates', code });
				for (const other of ['trusted', 'name', 'validity'].map((it) => `server-identity/${it}`)) {
					if (other !== id) expect(findingOf(run, other, tls).outcome).to.equal('conforms');
				}
				expect(findingOf(run, 'control/valid', tls).outcome).to.equal('conforms');
				expect(findingOf(run, 'trust/wrong-root', tls).outcome).to.equal('conforms');
				expect(findingOf(run, 'presence/no-certificate', tls).outcome).to.equal('conforms');
			}
			expect([...headers], 'headers that reached the target').to.deep.equal([undefined]);
			expect(run.targets[0]?.limits.join('\n')).to.contain('--header were not sent');
		});
	}

	it('a target that changes its certificate gets no header any more, and is named', async () => {
		const first = pem(sound);
		const headersOf = new Map<string, Set<unknown>>();
		let requests = 0;
		const changing = startOwn(first, ({ socket, headers }, response) => {
			const own = (socket as TLSSocket).getX509Certificate()?.fingerprint256 ?? '';
			headersOf.set(own, (headersOf.get(own) ?? new Set()).add(headers['x-tenant']));
			requests += 1;
			if (requests === 1) serverOf().setSecureContext({ ca: serverTls.ca, ...pem(sound) });
			response.end();
		});
		let server: OwnServer | null = null;
		const serverOf = () => {
			if (server === null) throw new Error('not started');
			return server.server;
		};
		const run = await withServer(changing, async (it) => {
			server = it;
			return runAgainst(it.port, {
				...some,
				only: ['key-usage/eku-absent', 'server-identity'],
				tls: ['TLSv1.3'],
				concurrency: 1,
			});
		});
		const shown = [...headersOf.values()].map((it) => [...it]);
		expect(shown).to.deep.equal([['swordfish-4711'], [undefined]]);
		expect(run.targets[0]?.limits.join('\n')).to.contain('showed another certificate');
	});
});

/** `null`: issued by a CA that the run does not know. */
async function against(
	template: CertificateTemplate | null,
): Promise<{ run: Run; headers: ReadonlySet<unknown> }> {
	const headers = new Set<unknown>();
	const tls = template === null ? pem(sound, createRoot(keys)) : pem({ ...sound, ...template });
	const starting = startOwn(tls, (request, response) => {
		headers.add(request.headers['x-tenant']);
		response.end();
	});
	const run = await withServer(starting, ({ port }) => runAgainst(port, some));
	return { run, headers };
}

function pem(template: CertificateTemplate, issuer = root): { key: string; cert: string } {
	const { chain, key } = issuer.issue({ key: keys.ec('secp384r1'), ...template });
	return { cert: certificatesPem(chain), key };
}
