/** What a run does with what it is given (DESIGN §5). */
import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CertificateTemplate } from '../../fixtures/pki/template.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import { exitCode } from '../../harness/conclude.ts';
import type { Run } from '../../harness/finding.ts';
import type { GivenMaterials, PreparedCredentials, RunOptions } from '../../harness/options.ts';
import { findingOf, findingsOf, idsWith } from './findings-of.ts';
import { clientRoot, keys, noMaterials, runAgainst, withClientCa } from './lab.ts';
import { startOwn, withServer } from './own-server.ts';

const tls: RunOptions['tls'] = ['TLSv1.3'];

describe('nothing but a URL', () => {
	const only = ['control', 'presence', 'trust', 'resumption', 'path', 'server-identity'];
	const materials = noMaterials;

	it('rejections are recorded and prove nothing: exit 3, with the hint', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only, materials, tls }),
		);
		expect(exitCode(run)).to.equal(3);
		const inconclusive = idsWith(run, 'inconclusive');
		expect(inconclusive).to.include.members([
			'presence/no-certificate',
			'trust/self-signed',
			'trust/wrong-root',
			'trust/wrong-root-sent',
			'trust/impostor-root',
			'resumption/anonymous-session',
		]);
		for (const id of inconclusive) {
			const { message, observation } = findingOf(run, id);
			expect(message).to.match(/^refused with .* nothing shows that this target accepts anybody/u);
			expect(observation).not.to.equal(null);
		}
		expect(run.hints.join('\n')).to.contain('--cert or --client-ca would show');
		expect(idsWith(run, 'skipped')).to.include.members(['control/valid', 'path/ca-false']);
		expect(findingOf(run, 'server-identity/trusted').outcome).to.equal('conforms');
	});

	it('acceptances deviate', async () => {
		const open = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			const shown = (socket as TLSSocket).getPeerX509Certificate();
			response.writeHead(shown === undefined ? 401 : 200).end();
		});
		const run = await withServer(open, ({ port }) => runAgainst(port, { only, materials, tls }));
		expect(exitCode(run)).to.equal(1);
		expect(idsWith(run, 'deviates')).to.include.members([
			'trust/self-signed',
			'trust/wrong-root',
			'trust/impostor-root',
		]);
		expect(findingOf(run, 'presence/no-certificate').outcome).to.equal('inconclusive');
	});

	it('what one more input would unlock is said, the most first', async () => {
		const run = await withServer(startOwn(), ({ port }) => runAgainst(port, { materials, tls }));
		const [first = '', second = ''] = run.hints;
		expect(first).to.match(/^--client-ca and --client-ca-key would unlock \d{2,} more variants$/u);
		expect(second).to.match(/^--cert and --key would unlock \d+ more variants$/u);
	});
});

describe('a CA that leaves little room', () => {
	for (const [title, template, skipped, tested] of [
		[
			'pathLenConstraint 0',
			{ basicConstraints: { cA: true, pathLenConstraint: 0 } },
			['control/valid-via-intermediate', 'path/ca-false', 'path/misordered'],
			['control/issued', 'path/anchor-pathlen-violation', 'key-usage/eku-absent'],
		],
		[
			'pathLenConstraint 1',
			{ basicConstraints: { cA: true, pathLenConstraint: 1 } },
			['control/valid-via-two-intermediates', 'path/misordered', 'path/pathlen-violation'],
			['control/valid-via-intermediate', 'path/ca-false', 'path/anchor-pathlen-violation'],
		],
	] as const) {
		it(`${title}: what does not fit is skipped with that reason`, async () => {
			const run = await withOwnCa(template, {}, ['control', 'path', 'key-usage/eku-absent']);
			expect(exitCode(run)).to.equal(0);
			expect(idsWith(run, 'skipped')).to.include.members([...skipped]);
			for (const id of skipped) {
				expect(findingOf(run, id).message).to.contain('own pathLenConstraint leaves room for');
			}
			for (const id of tested) expect(findingOf(run, id).outcome, id).to.equal('conforms');
		});
	}

	const permitted: CertificateTemplate = {
		nameConstraints: { permitted: [{ dns: 'clients.test' }] },
	};

	it('name constraints: an identity within them is found', async () => {
		const run = await withOwnCa(permitted, {}, ['control/issued', 'trust/wrong-root']);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'control/issued').outcome).to.equal('conforms');
	});

	it('name constraints that forbid the identity that was named: skipped with that reason', async () => {
		const outside = { subject: clientRoot.name, subjectAltName: [{ dns: 'elsewhere.test' }] };
		const run = await withOwnCa(permitted, { identity: outside }, ['control', 'trust/wrong-root']);
		expect(exitCode(run)).to.equal(3);
		const { message, outcome } = findingOf(run, 'control/issued');
		expect(outcome).to.equal('skipped');
		expect(message).to.contain('do not permit').and.contain('elsewhere.test');
		expect(message).to.contain('(--identity)');
	});
});

describe('credentials that must not get in', () => {
	const foreign = createRoot(keys);
	const refused = ['production.pem', 'tenant.pem'].map((name) => ({
		name,
		credential: name === 'tenant.pem' ? clientRoot.issue() : foreign.issue(),
	}));

	it('are presented one by one, and told apart by their file', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, {
				only: ['trust/refused-credential'],
				materials: { ...withClientCa, refused },
				tls,
			}),
		);
		expect(exitCode(run)).to.equal(1);
		const found = findingsOf(run, 'trust/refused-credential');
		expect(found.map(({ instance, outcome }) => [instance, outcome])).to.deep.equal([
			['production.pem', 'conforms'],
			['tenant.pem', 'deviates'],
		]);
	});
});

describe('credentials that were prepared elsewhere', () => {
	const valid = clientRoot.issue();
	const other = clientRoot.issue();
	const expired = clientRoot.issue({ validity: { notAfter: new Date(Date.now() - 3_600_000) } });
	const prepared: PreparedCredentials = {
		notAfter: new Date(Date.now() + 3_600_000),
		byId: new Map<string, readonly (Credential | null)[]>([
			['control/valid', [valid]],
			['control/issued', [valid]],
			['validity/expired', [expired]],
			['resumption/anonymous-session', [null, null]],
		]),
	};
	const only = ['validity', 'resumption', 'presence', 'trust/wrong-root', 'signature', 'path'];

	it('are presented as they are; what needs none of them is built here', async () => {
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, { only, materials: { ...noMaterials, prepared }, tls }),
		);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'control/valid').sent.sha256).to.deep.equal(digests(valid));
		expect(findingOf(run, 'validity/expired').sent.sha256).to.deep.equal(digests(expired));
		expect(findingOf(run, 'trust/wrong-root').outcome).to.equal('conforms');
		// Cut from the prepared valid credential.
		expect(findingOf(run, 'signature/tampered-signature').outcome).to.equal('conforms');
		expect(findingOf(run, 'path/ca-false').outcome).to.equal('skipped');
	});

	it('an attempt of several connections keeps what it does with them', async () => {
		const polite = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			response.writeHead((socket as TLSSocket).authorized ? 200 : 401).end();
		});
		const run = await withServer(polite, ({ port }) =>
			runAgainst(port, {
				only: ['resumption'],
				materials: { ...noMaterials, prepared },
				tls: ['TLSv1.2'],
			}),
		);
		const { observation } = findingOf(run, 'resumption/anonymous-session');
		expect(observation?.connections.map(({ handshake }) => handshake.resumed)).to.deep.equal([
			false,
			true,
		]);
	});

	it('--cert is the valid control, and what is cut from it is', async () => {
		const withTampered = new Map([
			...prepared.byId,
			['signature/tampered-tbs', [expired]],
		] as const);
		const run = await withServer(startOwn(), ({ port }) =>
			runAgainst(port, {
				only: ['validity/expired', 'signature/tampered-tbs'],
				materials: { ...noMaterials, valid: other, prepared: { ...prepared, byId: withTampered } },
				tls,
			}),
		);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'control/valid').sent.sha256).to.deep.equal(digests(other));
		expect(findingOf(run, 'validity/expired').sent.sha256).to.deep.equal(digests(expired));
		const tampered = findingOf(run, 'signature/tampered-tbs').sent.sha256;
		expect(tampered).not.to.deep.equal(digests(expired));
	});
});

/** A run with a CA of its own, which the target trusts. */
function withOwnCa(
	template: CertificateTemplate,
	given: Partial<GivenMaterials>,
	only: readonly string[],
): Promise<Run> {
	const root = createRoot(keys, undefined, template);
	const clientCa = { certificates: [root.certificate], key: keyPem(root.key) };
	const materials: GivenMaterials = { ...noMaterials, clientCa, ...given };
	return withServer(startOwn({ ca: certificatesPem([root.certificate]) }), ({ port }) =>
		runAgainst(port, { only, materials, tls }),
	);
}

function digests({ chain }: Credential): readonly string[] {
	return chain.map((der) => createHash('sha256').update(der).digest('hex'));
}
