import { expect } from 'chai';
import { describe, it } from 'mocha';
import { CannotBuild } from '../../../../fixtures/cannot-build.ts';
import { AttemptFailed } from '../../../../fixtures/own-variant.ts';
import { guardAttempt } from '../../../../harness/cli/own-variants/guard-attempt.ts';
import { keyPem } from '../../../../fixtures/pki/key-ring.ts';
import { clientRoot } from '../../lab.ts';

const sound = clientRoot.issue();
const listener = { host: '127.0.0.1', port: 9 };

describe('guardAttempt', () => {
	it('lets connections through, with octets of any kind as Buffers', async () => {
		const chain = sound.chain.map((it) => new Uint8Array(it));
		const made = await outcomeOf(() => [{ credential: { chain, key: sound.key } }]);
		expect(made).to.deep.equal([{ credential: sound }]);
	});

	const gone: readonly (readonly [name: string, attempt: () => unknown, message: RegExp])[] = [
		['throws', () => raise(new Error('no file\nat line 3')), /^its attempt threw: no file$/u],
		['throws a text', () => raise('out of order'), /^its attempt threw: out of order$/u],
		['never ends', () => new Promise(() => {}), /^its attempt did not end within 5 ms$/u],
		['gives nothing', () => undefined, /^its attempt gave no connections: expected what present/u],
		['gives an empty list', () => [], /^its attempt gave no connections: an empty list$/u],
		['gives a credential', () => sound, /^its attempt gave no connections: expected what present/u],
		['forgets the credential', () => [{}], /expected a credential, or null \(0\.credential\)/u],
		[
			'gives an empty chain',
			() => [{ credential: { chain: [], key: sound.key } }],
			/an empty chain/u,
		],
		['gives PEM', () => [{ credential: { chain: ['x'], key: sound.key } }], /expected the DER/u],
		[
			'gives no key',
			() => [{ credential: { chain: sound.chain, key: 'x' } }],
			/a private key as PEM/u,
		],
		['misspells a field', () => [{ credential: null, sni: 'a' }], /Unrecognized key/u],
		['goes elsewhere', () => [{ credential: null, listener }], /names a listener that is not/u],
	];
	for (const [name, attempt, message] of gone) {
		it(`says so where it ${name}`, async () => {
			const outcome = await outcomeOf(attempt);
			expect(outcome).to.be.instanceOf(AttemptFailed);
			expect((outcome as Error).message).to.match(message);
		});
	}

	it('presents the key of the CA only where the variant says so', async () => {
		const attempt = (): unknown => [
			{ credential: { chain: [clientRoot.certificate], key: keyPem(clientRoot.key) } },
		];
		const materials = { issuer: clientRoot };
		expect(String(await outcomeOf(attempt, materials))).to.match(
			/presents the key of issuer itself/u,
		);
		const said = guardAttempt({ attempt: attempt as never, presentsIssuerKey: true });
		expect(await said(materials as never)).to.have.length(1);
	});

	it('goes to the listener that it was given', async () => {
		expect(
			await outcomeOf(() => [{ credential: null, listener }], { tlsListener: listener }),
		).to.be.an('array');
	});

	it('knows CannotBuild of another copy of this package', async () => {
		const foreign = Object.assign(new Error('the HSM is not here'), { name: 'CannotBuild' });
		const outcome = await outcomeOf(() => raise(foreign));
		expect(outcome).to.be.instanceOf(CannotBuild).and.to.have.property('message', foreign.message);
	});
});

function outcomeOf(attempt: () => unknown, materials: object = {}): Promise<unknown> {
	const guarded = guardAttempt({ attempt: attempt as never }, 5);
	return Promise.resolve(guarded(materials as never)).catch((error: unknown) => error);
}

function raise(error: unknown): never {
	throw error;
}
