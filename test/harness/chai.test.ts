import { AssertionError, use } from 'chai';
import { describe, it } from 'mocha';
import { mtlsChai } from '../../harness/chai.ts';
import type { Finding } from '../../harness/finding.ts';
import {
	hostile,
	sampleConnection,
	sampleDeviation,
	sampleFinding,
	sampleObservation,
	sampleSilence,
	sampleSkip,
} from '../reports/sample-run.ts';

const { expect } = use(mtlsChai);

describe('the chai plugin', () => {
	const rejected = sampleFinding({
		layer: 'tls',
		status: null,
		alert: { number: 48, name: 'unknown_ca' },
		reason: 'SELF_SIGNED_CERT_IN_CHAIN',
	});

	describe('conform', () => {
		for (const finding of [
			sampleFinding(),
			sampleFinding({ outcome: 'waived', verdict: 'accept' }),
			sampleDeviation({ fails: false }),
			sampleSkip(),
		]) {
			it(`holds for what is ${finding.outcome} and does not fail`, () => {
				expect(finding).to.conform();
				expect(messageOf(() => expect(finding).to.not.conform())).to.equal(
					`expected validity/expired over TLSv1.3 not to conform, but it is ${finding.outcome}: ${finding.message}`,
				);
			});
		}

		it('does not hold for a deviation that fails, and says what to do', () => {
			expect(sampleDeviation()).to.not.conform();
			expect(messageOf(() => expect(sampleDeviation()).to.conform())).to.equal(
				[
					'expected validity/expired over TLSv1.3 to conform',
					'expected: reject (MUST)',
					'observed: accept: accepted with HTTP 200, expected a rejection',
					'rule: RFC 5280 §6.1.3: "The certificate validity period includes the current time."',
					'fix: verify client certificates: ssl_verify_client on',
				].join('\n'),
			);
		});

		it('fails either way where nothing could be concluded', () => {
			expect(messageOf(() => expect(sampleSilence()).to.conform())).to.match(
				/^expected .* to conform; nothing could be concluded\nexpected: reject/,
			);
			expect(messageOf(() => expect(sampleSilence()).to.not.conform())).to.match(
				/^expected .* not to conform.*; nothing could be concluded$/,
			);
		});

		it('hands over small expected and actual values', () => {
			const error = failureOf(() => expect(sampleDeviation()).to.conform());
			expect(error).to.deep.include({
				showDiff: true,
				expected: 'reject',
				actual: { verdict: 'accept', layer: 'http', alert: null, code: null, status: 200 },
			});
		});
	});

	it('tells accepted from rejected', () => {
		expect(sampleDeviation()).to.be.accepted;
		expect(sampleDeviation()).to.not.be.rejected;
		expect(rejected).to.be.rejected;
		expect(rejected).to.not.be.accepted;
		expect(messageOf(() => expect(rejected).to.be.accepted)).to.match(
			/^expected validity\/expired over TLSv1\.3 to be accepted\nexpected: reject/,
		);
		expect(messageOf(() => expect(rejected).to.not.be.rejected)).to.match(/ not to be rejected\n/);
	});

	for (const finding of [sampleSilence(), sampleSkip()]) {
		it(`takes what is ${finding.outcome} for neither accepted nor rejected`, () => {
			const attempts = [
				() => expect(finding).to.be.accepted,
				() => expect(finding).to.be.rejected,
				() => expect(finding).to.not.be.accepted,
				() => expect(finding).to.not.be.rejected,
				() => expect(finding).to.not.be.withAlert(48),
			];
			for (const attempt of attempts) {
				expect(messageOf(attempt)).to.match(/; nothing could be concluded(\n|$)/);
			}
		});
	}

	it('chains alert, layer, status and reason', () => {
		expect(rejected)
			.to.be.rejected.withAlert('unknown_ca')
			.and.withAlert(48)
			.atLayer('tls')
			.withReason('SELF_SIGNED_CERT_IN_CHAIN');
		expect(sampleFinding()).to.be.rejected.atLayer('http').withStatus(400);
		expect(rejected).to.be.rejected.and.not.withAlert('bad_certificate');
	});

	const failures: readonly (readonly [
		assertion: (finding: Finding) => unknown,
		message: string,
	])[] = [
		[(it) => expect(it).to.be.rejected.withAlert(42), 'alert 42, got unknown_ca (48): rejected'],
		[(it) => expect(it).to.be.rejected.atLayer('http'), 'layer http, got tls: rejected'],
		[(it) => expect(it).to.be.rejected.withStatus(403), 'status 403, got no status: rejected'],
		[
			(it) => expect(it).to.be.rejected.withReason('X'),
			'reason X, got SELF_SIGNED_CERT_IN_CHAIN: rejected',
		],
	];
	for (const [assertion, message] of failures) {
		it(`explains: ${message}`, () => {
			expect(messageOf(() => assertion(rejected))).to.include(`to be answered with ${message}`);
		});
	}

	it('negates with sense', () => {
		expect(messageOf(() => expect(rejected).to.not.be.withAlert(48))).to.include(
			'expected validity/expired over TLSv1.3 not to be answered with alert 48: ',
		);
		expect(messageOf(() => expect(sampleObservation()).to.not.have.endedWith('response'))).to.equal(
			'expected ending other than response',
		);
	});

	it('reads an observation from the connection that decides', () => {
		const closed = sampleConnection({ ending: 'close', response: null });
		const observation = {
			connections: [sampleConnection({ ending: 'reset' }), closed],
			again: null,
			retries: 0,
		} as const;
		expect(observation)
			.to.have.sentCertificates(1)
			.and.endedWith('close')
			.and.negotiated('TLSv1.3');
		expect({ ...observation, again: sampleConnection() }).to.have.endedWith('response');
		expect(observation).to.not.have.sentCertificates(2);
		expect(messageOf(() => expect(observation).to.have.sentCertificates(2))).to.equal(
			'expected number of certificates sent 2, got 1',
		);
		expect(messageOf(() => expect(observation).to.have.endedWith('alert'))).to.equal(
			'expected ending alert, got close',
		);
		expect(messageOf(() => expect(observation).to.have.negotiated('TLSv1.2'))).to.equal(
			'expected TLS version TLSv1.2, got TLSv1.3',
		);
	});

	it('says so when it is given something else', () => {
		expect(messageOf(() => expect(null).to.conform())).to.equal('expected a finding, got null');
		expect(messageOf(() => expect([]).to.be.rejected)).to.equal('expected a finding, got an array');
		expect(messageOf(() => expect({}).to.have.endedWith('alert'))).to.equal(
			'expected an observation, got a value of type object',
		);
		expect(
			messageOf(() => expect(sampleFinding({ observation: null })).to.have.endedWith('alert')),
		).to.match(/^expected an observation, got none: .* was not probed$/u);
		expect(messageOf(() => expect(Promise.resolve(sampleFinding())).to.conform())).to.equal(
			'expected a finding, got a promise: await it first',
		);
	});

	it('lets no target fill in the templates of chai', () => {
		const finding = sampleDeviation({ message: 'a #{this} b #{act} c' });
		expect(messageOf(() => expect(finding).to.conform())).to.include(
			'a \\x23{this} b \\x23{act} c',
		);
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`prints nothing raw of a hostile target: ${name}`, () => {
			const finding = sampleDeviation({ message: text, fix: text, reason: text, code: text });
			const message = messageOf(() => expect(finding).to.conform());
			const { actual } = failureOf(() => expect(finding).to.be.withReason('x')) as {
				actual?: unknown;
			};
			expect(actual)
				.to.be.a('string')
				.that.does.not.match(/[\p{Cc}\p{Cs}]/u);
			expect(message).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u);
			expect(message.length).to.be.below(10_000);
		});
	}
});

function failureOf(assertion: () => unknown): Error {
	try {
		assertion();
	} catch (error) {
		if (error instanceof AssertionError) return error;
		throw error;
	}
	throw new Error('the assertion held');
}

function messageOf(assertion: () => unknown): string {
	return failureOf(assertion).message;
}
