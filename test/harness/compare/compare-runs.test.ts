import { expect } from 'chai';
import { describe, it } from 'mocha';
import { compareRuns } from '../../../harness/compare/compare-runs.ts';
import type { Change, Finding, Run } from '../../../harness/finding.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from '../../reports/sample-run.ts';
import { admin, api, at, location, onBoth, surveyedRun } from './compared-runs.ts';

describe('comparing two runs', () => {
	it('says nothing of runs that are alike', () => {
		const run = sampleRun([
			...onBoth(sampleFinding),
			sampleDeviation({ id: 'trust/a' }),
			sampleSkip({ id: 'trust/s' }),
		]);
		expect(compareRuns(run, run, 'b.json')).to.deep.equal({
			base: 'b.json, made 2026-11-21 03:04 UTC',
			changes: [],
			notCompared: 0,
		});
	});

	it('calls weaker what lets in what was kept out, once for both TLS versions', () => {
		expect(changes(onBoth(sampleFinding), onBoth(sampleDeviation))).to.deep.equal([
			{
				kind: 'weaker',
				id: 'validity/expired',
				title: 'end-entity certificate expired an hour ago',
				...{
					target: 'https://localhost:8443/',
					servername: 'localhost',
					path: '/',
					instance: null,
				},
				tls: ['TLSv1.2', 'TLSv1.3'],
				...{ before: 'reject: HTTP 400', after: 'accept: HTTP 200' },
				says: 'lets in: end-entity certificate expired an hour ago',
				failing: true,
			},
		]);
	});

	it('does so whatever the severity', () => {
		const low = sampleDeviation({ severity: 'low', fails: false });
		expect(told([sampleFinding()], [low])).to.deep.equal([
			['weaker', 'lets in: end-entity certificate expired an hour ago', true],
		]);
	});

	it('calls stronger what keeps out what was let in', () => {
		expect(told([sampleDeviation()], [sampleFinding()])).to.deep.equal([
			['stronger', 'keeps out: end-entity certificate expired an hour ago', false],
		]);
	});

	it('does not call a sound credential that is refused weaker, and says whether it fails', () => {
		const sound = {
			id: 'path/root-included',
			expected: 'accept',
			title: 'the root as well',
		} as const;
		const before = sampleFinding({ ...sound, verdict: 'accept', status: 200 });
		const after = sampleDeviation({ ...sound, verdict: 'reject', status: 400 });
		expect(told([before], [after])).to.deep.equal([['other', 'refuses: the root as well', true]]);
		expect(told([before], [{ ...after, fails: false }])).to.deep.equal([
			['other', 'refuses: the root as well', false],
		]);
		expect(told([after], [before])).to.deep.equal([
			['stronger', 'no longer refuses: the root as well', false],
		]);
	});

	it('calls a check of the target that no longer holds weaker', () => {
		const check = {
			id: 'server-identity/name',
			...{ title: 'the certificate names it', observation: null, status: null },
			expected: 'accept',
		} as const;
		const before = sampleFinding({ ...check, verdict: 'accept' });
		const after = sampleDeviation({ ...check, verdict: 'reject', path: '/other' });
		expect(told([before], [after])).to.deep.equal([
			['weaker', 'no longer holds: the certificate names it', true],
		]);
	});

	it('takes the worst of what is about the whole target and was found with several paths', () => {
		const check = (path: string, is: 'accept' | 'reject'): Finding =>
			(is === 'accept' ? sampleFinding : sampleDeviation)({
				...{ id: 'server-identity/name', expected: 'accept', verdict: is, path, status: null },
			});
		const both = [check('/', 'accept'), check('/api', 'reject')];
		expect(told(both, both)).to.deep.equal([]);
		expect(told(both, [check('/', 'accept'), check('/api', 'accept')])).to.have.lengthOf(1);
	});

	it('leaves what may be either without a judgement', () => {
		const either = { expected: 'either', title: 'an odd one', outcome: 'conforms' } as const;
		const accepted = sampleFinding({ ...either, verdict: 'accept', status: 200 });
		const refused = sampleFinding(either);
		expect(told([refused], [accepted])).to.deep.equal([['other', 'accepts: an odd one', false]]);
		expect(told([accepted], [refused])).to.deep.equal([['other', 'refuses: an odd one', false]]);
	});

	it('tells a waived acceptance without failing', () => {
		const waived = sampleDeviation({ outcome: 'waived', fails: false });
		expect(told([sampleFinding()], [waived])).to.deep.equal([
			['other', 'lets in: end-entity certificate expired an hour ago (waived)', false],
		]);
	});

	it('compares the alert where it is judged', () => {
		const alert = (name: string): Finding['alert'] => ({ number: 45, name });
		const right = sampleFinding({ status: null, alert: alert('certificate_expired') });
		const wrong = sampleDeviation({
			...{ verdict: 'reject', status: null },
			alert: alert('unknown_ca'),
		});
		expect(told([right], [wrong])[0]?.slice(0, 1)).to.deep.equal(['weaker']);
		expect(told([wrong], [right])[0]?.slice(0, 1)).to.deep.equal(['stronger']);
		expect(told([{ ...wrong, outcome: 'conforms', fails: false }], [wrong])).to.deep.equal([]);
	});

	it('tells a refusal that looks different as no more than that', () => {
		const alert = { number: 45, name: 'certificate_expired' };
		expect(told([sampleFinding()], [sampleFinding({ status: null, alert })])).to.deep.equal([
			['other', 'refused in another way', false],
		]);
	});

	it('does not take the codes of a bare end for a difference', () => {
		const bare = { status: null, layer: 'tcp' } as const;
		expect(
			told(
				[sampleFinding({ ...bare, code: 'ECONNRESET' })],
				[sampleFinding({ ...bare, code: 'X' })],
			),
		).to.deep.equal([]);
		expect(changes([sampleFinding(bare)], [sampleDeviation()])[0]?.before).to.equal(
			'reject: closed without an alert',
		);
	});

	it('says what is no longer tested, with the reason', () => {
		expect(told([sampleFinding()], [sampleSilence()])).to.deep.equal([
			['other', 'no longer tested: no answer within 5 s', false],
		]);
		const there = sampleFinding({ id: 'trust/a' });
		const elsewhere = sampleFinding({ path: '/api' });
		expect(told([sampleFinding(), there, elsewhere], [there, elsewhere])).to.deep.equal([
			['other', 'no longer tested: this run does not have it there', false],
		]);
	});

	it('fails for a deviation that nobody saw before', () => {
		expect(told([sampleSilence()], [sampleDeviation()])).to.deep.equal([
			['other', 'lets in: end-entity certificate expired an hour ago', true],
		]);
		expect(told([sampleSilence()], [sampleFinding()])).to.deep.equal([]);
	});

	it('counts variants that only one of the runs has, or that have another rule', () => {
		const [base, now] = [
			sampleRun([
				sampleFinding(),
				sampleFinding({ id: 'trust/old' }),
				sampleFinding({ id: 'trust/x' }),
			]),
			sampleRun([
				sampleFinding(),
				sampleDeviation({ id: 'trust/new' }),
				sampleDeviation({ id: 'trust/x', expected: 'accept' }),
			]),
		];
		expect(compareRuns(base, now)).to.deep.include({ changes: [], notCompared: 3 });
	});

	it('ignores the URL where each run has one target', () => {
		const moved = sampleDeviation(at(api));
		expect(told([sampleFinding(at(admin))], [moved], { targets: [] })).to.have.lengthOf(1);
	});

	it('has one change for a target that is new or gone', () => {
		const [one, other] = [onBoth(sampleFinding, at(api)), onBoth(sampleFinding, at(admin))];
		expect(told([...one, ...other], one)).to.deep.equal([['other', 'is no longer there', false]]);
		expect(told(one, [...one, ...other])).to.deep.equal([['other', 'is new', false]]);
		expect(told(one, [...one, ...onBoth(sampleDeviation, at(admin))])).to.deep.equal([
			['other', 'is new, and one variant fails there', true],
		]);
	});

	it('has one change for a TLS version that came or went', () => {
		const [both, last] = [onBoth(sampleFinding), [sampleFinding()]];
		expect(told(both, last)).to.deep.equal([['other', 'is no longer tested on TLS 1.2', false]]);
		expect(told(last, both)).to.deep.equal([['other', 'is tested on TLS 1.2 now, too', false]]);
	});

	it('puts the worst of what is weaker first, and what is stronger before what is neither', () => {
		const ids = ['signature/a', 'trust/b', 'path/c', 'encoding/d'];
		const severities = ['low', 'critical', 'high', 'high'] as const;
		const one = (of: typeof sampleFinding, index: number): Finding =>
			of({ id: ids[index] ?? '', severity: severities[index] ?? 'low' });
		const base = [one(sampleFinding, 0), one(sampleFinding, 1), one(sampleDeviation, 2)];
		const now = [one(sampleDeviation, 0), one(sampleDeviation, 1), one(sampleFinding, 2)];
		const all = changes(
			[one(sampleFinding, 3), ...base],
			[sampleSkip({ id: ids[3] ?? '' }), ...now],
		);
		expect(all.map(({ id }) => id)).to.deep.equal([
			'trust/b',
			'signature/a',
			'path/c',
			'encoding/d',
		]);
	});
});

describe('comparing locations', () => {
	it('calls weaker what was shut and serves everybody, though nothing of it is tested any more', () => {
		const was = surveyedRun(
			[sampleFinding(at(api)), sampleFinding(at(api, '/admin'))],
			[location('/', 'protected'), location('/admin', 'protected')],
		);
		for (const access of ['open', 'same-for-everybody'] as const) {
			const is = surveyedRun(
				[sampleFinding(at(api))],
				[location('/', 'protected'), location('/admin', access)],
			);
			const [change, ...more] = compareRuns(was, is).changes;
			expect(change).to.include({ kind: 'weaker', id: 'location', path: '/admin', failing: true });
			expect(change?.before).to.equal('protected');
			expect(more).to.deep.equal([]);
			expect(compareRuns(is, was).changes[0]).to.include({ kind: 'stronger', path: '/admin' });
		}
	});

	it('sees a target of which nothing is protected any more', () => {
		const was = surveyedRun([sampleFinding(at(api))], [location('/', 'protected')]);
		const is = surveyedRun([], [location('/', 'open')]);
		expect(short(compareRuns(was, is).changes)).to.deep.equal([
			['weaker', 'serves everybody, no certificate needed', true],
		]);
	});

	it('says of new locations who gets there, without a judgement', () => {
		const here = sampleFinding(at(api));
		const was = surveyedRun([here], [location('/', 'protected')]);
		const is = surveyedRun([here], [location('/', 'protected'), location('/health', 'open')]);
		expect(short(compareRuns(was, is).changes)).to.deep.equal([['other', 'is new: open', false]]);
		expect(short(compareRuns(is, was).changes)).to.deep.equal([
			['other', 'is no longer there, and what answers now was not asked', false],
		]);
	});

	it('counts what fails on a path that the base does not have', () => {
		const here = sampleFinding(at(api));
		const now = [here, ...onBoth(sampleDeviation, at(api, '/api'))];
		const [was, is] = [sampleRun(onBoth(sampleFinding, at(api))), sampleRun([...now, here])];
		expect(short(compareRuns(was, is).changes)[0]).to.deep.equal([
			'other',
			'is newly tested, and one variant fails there',
			true,
		]);
	});

	it('says of what changed in another way only that', () => {
		const run = (access: 'protected' | 'closed' | 'unknown'): Run =>
			surveyedRun([], [location('/', access)]);
		const kinds = compareRuns(run('protected'), run('closed')).changes;
		expect(short(kinds)).to.deep.equal([['other', 'refuses the valid credential, too', false]]);
		expect(short(compareRuns(run('protected'), run('unknown')).changes)[0]?.[0]).to.equal('other');
	});
});

function changes(
	base: readonly Finding[],
	now: readonly Finding[],
	run: Partial<Run> = {},
): readonly Change[] {
	return compareRuns(sampleRun(base, run), sampleRun(now, run)).changes;
}

function told(...args: Parameters<typeof changes>): ReturnType<typeof short> {
	return short(changes(...args));
}

function short(all: readonly Change[]): readonly [string, string, boolean][] {
	return all.map(({ kind, says, failing }) => [kind, says, failing]);
}
