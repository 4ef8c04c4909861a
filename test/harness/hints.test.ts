/** The last lines of a run: few of them, and what helps most first. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findVariant } from '../../fixtures/catalogue.ts';
import { hints } from '../../harness/hints.ts';
import type { PlannedVariant } from '../../harness/plan.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleSilence,
	sampleSkip,
} from '../reports/sample-run.ts';

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

	it('name --protected where the path / is all that was asked for, once a variant', () => {
		const message = 'the path / has nothing to spell otherwise';
		const asked = (id: string, path = '/'): ReturnType<typeof sampleSkip> =>
			sampleSkip({ id, path, message });
		const twice = asked('route/encoded-letter');
		const findings = [twice, { ...twice, tls: 'TLSv1.2' as const }, asked('route/other-case')];
		expect(hints(skips('--cert and --key', 1), findings)).to.deep.equal([
			'--protected PATH would unlock 2 more variants',
			'--cert and --key would unlock 1 more variant',
		]);
		const elsewhere = sampleFinding({ id: 'route/other-case', path: '/account' });
		expect(hints([], [...findings, elsewhere])).to.deep.equal([
			'--protected PATH would unlock 1 more variant',
		]);
	});

	it('name --reject-if where no certificate is answered with what may be a refusal', () => {
		const bare = (status: number, id = 'presence/no-certificate') =>
			sampleSilence({ id, status, message: `HTTP ${status} neither accepts nor refuses` });
		expect(hints([], [bare(302), { ...bare(302), tls: 'TLSv1.2' }])).to.deep.equal([
			'--reject-if status:302 says that this is how the target refuses, if it is',
		]);
		expect(hints([], [bare(500)])).to.have.lengthOf(1);
		// A busy server refuses nobody, and nor does an answer that the valid credential gets too.
		const valid = sampleDeviation({ id: 'control/valid', outcome: 'conforms', status: 302 });
		const others = [[bare(503)], [bare(200)], [bare(302, 'route/other-case')], [bare(302), valid]];
		for (const findings of others) expect(hints([], findings)).to.deep.equal([]);
	});

	it('name --identity where the valid credential is refused behind the handshake', () => {
		const valid = sampleFinding({ id: 'control/valid', verdict: 'accept', status: 403 });
		const [hint, ...more] = hints([], [valid, { ...valid, tls: 'TLSv1.2' }]);
		expect(hint).to.match(/and then HTTP 403: .*--identity says which/u);
		expect(more).to.deep.equal([]);
		expect(hints([], [{ ...valid, status: 404 }])).to.deep.equal([]);
	});

	it('say which protected name of the server lets the valid credential in', () => {
		const own = sampleFinding({ id: 'vhost/own-credential', verdict: 'accept', status: 200 });
		const refused = sampleFinding({ id: 'vhost/own-credential', instance: 'c.test' });
		expect(hints([], [own, { ...own, tls: 'TLSv1.2' }])).to.deep.equal([
			'the name of --vhost lets the valid credential in: nothing that goes around its refusal was tested there',
		]);
		const several = ['a.test', 'b.test'].map((instance) => ({ ...own, instance }));
		expect(hints([], [...several, refused])).to.deep.equal([
			'a.test, b.test let the valid credential in: nothing that goes around its refusal was tested there',
		]);
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
