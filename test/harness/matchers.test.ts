import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mtlsMatchers } from '../../harness/matchers.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleObservation,
	sampleSilence,
} from '../reports/sample-run.ts';

type Name = keyof typeof mtlsMatchers;

/** Whether a framework would let it pass: it turns `pass` around after `.not`. */
function holds(
	subject: unknown,
	name: Name,
	args: readonly unknown[] = [],
	isNot = false,
): boolean {
	const matcher = mtlsMatchers[name] as (...all: readonly unknown[]) => { pass: boolean };
	return matcher.call({ isNot }, subject, ...args).pass !== isNot;
}

function message(
	subject: unknown,
	name: Name,
	args: readonly unknown[] = [],
	isNot = false,
): string {
	const matcher = mtlsMatchers[name] as (...all: readonly unknown[]) => { message(): string };
	return matcher.call({ isNot }, subject, ...args).message();
}

const refused = sampleFinding({
	verdict: 'reject',
	layer: 'tls',
	alert: { number: 45, name: 'certificate_expired' },
	status: 400,
	reason: 'CERT_HAS_EXPIRED',
	observation: sampleObservation({ ending: 'alert' }),
});

describe('the matchers', () => {
	const statements: readonly (readonly [
		name: Name,
		right: readonly unknown[],
		wrong: unknown[],
	])[] = [
		['toBeRejected', [], []],
		['toBeAnsweredWithAlert', ['certificate_expired'], ['unknown_ca']],
		['toBeAnsweredWithAlert', [45], [48]],
		['toBeAtLayer', ['tls'], ['http']],
		['toHaveStatus', [400], [403]],
		['toHaveReason', ['CERT_HAS_EXPIRED'], ['CERT_REVOKED']],
		['toHaveEndedWith', ['alert'], ['close']],
	];
	for (const [name, right, wrong] of statements) {
		it(`${name}(${right.join()})`, () => {
			expect(holds(refused, name, right)).to.equal(true);
			expect(holds(refused, name, right, true)).to.equal(false);
			if (wrong.length === 0) return;
			expect(holds(refused, name, wrong)).to.equal(false);
			expect(holds(refused, name, wrong, true)).to.equal(true);
		});
	}

	it('toConform and toBeAccepted tell a deviation, and what to do', () => {
		const deviation = sampleDeviation({ verdict: 'accept' });
		expect(holds(deviation, 'toConform')).to.equal(false);
		expect(holds(deviation, 'toBeAccepted')).to.equal(true);
		expect(holds(refused, 'toConform')).to.equal(true);
		expect(message(deviation, 'toConform')).to.match(/^expected .* to conform\n.*fix: /su);
		expect(message(refused, 'toConform', [], true)).to.match(/not to conform/u);
	});

	it('fail either way where nothing could be concluded', () => {
		for (const name of ['toConform', 'toBeAccepted', 'toBeRejected'] as const) {
			for (const isNot of [false, true]) {
				expect(holds(sampleSilence(), name, [], isNot)).to.equal(false);
				expect(message(sampleSilence(), name, [], isNot)).to.match(/; nothing could be concluded/u);
			}
		}
	});

	it('ask observations, too, and those of findings', () => {
		const observation = sampleObservation({ ending: 'response' });
		expect(holds(observation, 'toHaveEndedWith', ['response'])).to.equal(true);
		const { version } = observation.connections[0].handshake;
		expect(holds(observation, 'toHaveNegotiated', [version])).to.equal(true);
		const count = observation.connections[0].sent.sha256.length;
		expect(holds(observation, 'toHaveSentCertificates', [count])).to.equal(true);
		expect(holds(observation, 'toHaveSentCertificates', [count + 1])).to.equal(false);
	});

	it('say so when they are given something else', () => {
		expect(() => holds(undefined, 'toConform')).to.throw(
			/^expected a finding, got a value of type/u,
		);
		expect(() => holds(Promise.resolve(refused), 'toConform')).to.throw(
			/a promise: await it first/u,
		);
		expect(() => holds(refused.id, 'toHaveEndedWith', ['close'])).to.throw(
			/expected an observation/u,
		);
	});
});
