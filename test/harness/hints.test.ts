/** The last lines of a run: few of them, and what helps most first. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findVariant } from '../../fixtures/catalogue.ts';
import { hints } from '../../harness/hints.ts';
import type { PlannedVariant } from '../../harness/plan.ts';
import { sampleSilence } from '../reports/sample-run.ts';

const variant = findVariant('validity/expired');

describe('hints', () => {
	it('share a line where they are about other names, paths and listeners of the server', () => {
		const planned = [
			...skips('--listener http://…', 1),
			...skips('--vhost NAME=open', 3),
			...skips('--vhost NAME=protected', 4),
			...skips('--listener https://…', 1),
			...skips('--open PATH', 1),
			...skips('--cert and --key', 2),
		];
		expect(hints(planned, [])).to.deep.equal([
			'--cert and --key would unlock 2 more variants',
			'where the server has other names, open paths or other listeners, --vhost would unlock 7 more variants; --listener 2; --open 1 (docs/ways-around.md)',
		]);
	});

	it('are a line each for the two that unlock most, and one for the others', () => {
		const planned = ['--a', '--b', '--c', '--d', '--revocation crl', '--revocation ocsp'].flatMap(
			(option, index) => skips(option, 6 - index),
		);
		expect(hints(planned, [])).to.deep.equal([
			'--a would unlock 6 more variants',
			'--b would unlock 5 more variants',
			'--c would unlock 4 more variants; --d 3',
			'where the target checks revocation, --revocation crl would unlock 2 more variants; --revocation ocsp 1',
		]);
	});

	it('name --marker where an answer could not be told apart without one', () => {
		const message = 'HTTP 200 with a page that is partly like it: --marker would tell them apart';
		const undecided = hints([], [sampleSilence({ message }), sampleSilence({ message })]);
		expect(undecided).to.have.lengthOf(1);
		expect(undecided[0]).to.match(/^--marker RULE says /u);
		const given = 'no --marker is in the answer to the valid credential';
		expect(hints([], [sampleSilence({ message: given })])).to.deep.equal([]);
	});
});

function skips(unlock: string, count: number): readonly PlannedVariant[] {
	if (variant === undefined) throw new Error('no such variant');
	return Array.from({ length: count }, () => ({
		kind: 'skip' as const,
		variant,
		missing: { because: 'it was not given', unlock },
	}));
}
