import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding, WaiverUse } from '../../../harness/finding.ts';
import { addUses } from '../../../harness/waivers/add-uses.ts';
import { applyWaivers } from '../../../harness/waivers/apply-waivers.ts';
import type { Waiver } from '../../../harness/waivers/waiver.ts';
import { waiverFindings } from '../../../harness/waivers/waiver-findings.ts';
import { onBoth } from '../compare/compared-runs.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleSilence,
	sampleSkip,
} from '../../reports/sample-run.ts';
import { sampleFile, today } from './sample-waiver.ts';

const place = {
	...{ file: 'waivers.yaml', target: 'https://localhost:8443/', servername: 'localhost' },
	failOn: 'medium',
} as const;

/** What passes by which entry, and what is said of the file. */
function told(
	findings: readonly Finding[],
	...entries: readonly Partial<Waiver>[]
): readonly string[] {
	const applied = applyWaivers(findings, sampleFile(...entries).entries, today);
	return [
		...applied.findings.flatMap(({ id, tls, waiver }) =>
			waiver === undefined ? [] : [`${id} ${tls} by ${waiver.entry}`],
		),
		...waiverFindings(applied.uses, place).map(({ id, instance }) => `${id} ${instance}`),
	];
}

const weak = sampleDeviation();
const byOne = ['validity/expired TLSv1.3 by 1'];

describe('what a waiver is about', () => {
	it('is an id, a family or a glob over ids', () => {
		for (const id of ['validity/expired', 'validity', 'validity/*', '**', '{trust,validity}/ex*']) {
			expect(told([weak], { id }).slice(0, 1), id).to.deep.equal(byOne);
		}
		expect(told([weak], { id: 'trust/*' })).to.deep.equal([]);
	});

	it('is a target by its URL, with or without the slash, by where it is, or by a glob', () => {
		const finding = sampleDeviation({ target: 'https://a.example.com:8443/api' });
		for (const target of [
			'https://a.example.com:8443/api',
			'https://A.example.com:8443/api',
			'https://a.example.com:8443',
			'https://*.example.com:8443',
			'https://*.example.com:8443/*',
			'https://{a,b}.example.com:8443/**',
		]) {
			expect(told([finding], { target }), target).to.deep.equal(byOne);
		}
		for (const target of ['https://b.example.com:8443', 'https://a.example.com', 'a.example.com']) {
			expect(told([finding], { target }), target).to.deep.equal([]);
		}
		const v6 = sampleDeviation({ target: 'https://[::1]:8443/' });
		expect(told([v6], { target: 'https://[::1]:8443' })).to.deep.equal(byOne);
	});

	it('is a path or a glob of it, dots and letters as they are', () => {
		for (const [path, given] of [
			['/admin', '/admin'],
			['/admin/.env', '/admin/*'],
			['/admin/a/b', '/admin/**'],
			['/a[1]?x=*', '/a[1]?x=*'],
		] as const) {
			expect(told([sampleDeviation({ path })], { path: given }), given).to.deep.equal(byOne);
		}
		expect(told([sampleDeviation({ path: '/admin/a' })], { path: '/admin' })).to.deep.equal([]);
	});

	it('is one TLS version', () => {
		expect(told(onBoth(sampleDeviation), { tls: 'TLSv1.3' })).to.deep.equal(byOne);
	});

	it('is nothing of the whole target where it names a path', () => {
		const old = sampleDeviation({ id: 'protocol/tls-1.0', tls: null });
		expect(told([old], { id: '**' })).to.have.lengthOf(1);
		expect(told([old], { id: '**', path: '/' })).to.deep.equal([]);
		const [said] = waiverFindings(
			applyWaivers([old], sampleFile({ id: 'protocol/*', path: '/' }).entries, today).uses,
			place,
		);
		expect(said?.message).to.include('is about the whole target (leave out path)');
	});
});

describe('a waiver that pins what was seen', () => {
	it('covers what looks like that', () => {
		const refused = sampleDeviation({
			...{ verdict: 'reject', layer: 'tls', status: null, code: 'ERR_SSL' },
			alert: { number: 48, name: 'unknown_ca' },
		});
		for (const observed of [
			{ verdict: 'reject', alert: 'unknown_ca' },
			{ layer: 'tls', status: null },
			{ code: 'ERR_SSL', reason: null },
		] as const) {
			expect(told([refused], { observed })).to.deep.equal(byOne);
		}
	});

	it('does not cover what looks different, and says what is seen', () => {
		const observed = { verdict: 'accept', status: 204 } as const;
		expect(told([weak], { observed })).to.deep.equal(['waiver/changed entry 1: validity/expired']);
		const { uses } = applyWaivers([weak], sampleFile({ observed }).entries, today);
		expect(waiverFindings(uses, place)[0]?.message).to.include(
			'pins verdict accept, status 204; seen: verdict accept, layer http',
		);
		expect(waiverFindings(uses, place)[0]?.message).to.include('status 200 (validity/expired)');
	});
});

describe('several waivers about one deviation', () => {
	it('let it pass by the first that holds, and none of them is called unused', () => {
		expect(told([weak], {}, { id: 'validity/*' })).to.deep.equal(byOne);
		const other = { observed: { status: 204 } };
		expect(told([weak], other, {})).to.deep.equal(['validity/expired TLSv1.3 by 2']);
		expect(told([weak], other, other)).to.have.lengthOf(2);
	});

	it('do not hide that one of them ended', () => {
		expect(told([weak], { expires: '2026-11-20' }, {})).to.deep.equal([
			'validity/expired TLSv1.3 by 2',
			'waiver/expired entry 1: validity/expired',
		]);
	});
});

describe('a waiver that nothing deviates for', () => {
	const fine = sampleFinding();
	const unused = ['waiver/unused entry 1: validity/expired'];

	it('is unused where all that it is about was concluded', () => {
		expect(told([fine], {})).to.deep.equal(unused);
		expect(told([fine], { expires: '2026-01-01' })).to.deep.equal(unused);
		expect(told([fine, sampleDeviation({ id: 'trust/self-signed' })], {})).to.deep.equal(unused);
	});

	it('is not where something of it was not tested', () => {
		const v12 = { tls: 'TLSv1.2' } as const;
		expect(told([sampleFinding({ id: 'trust/self-signed' })], {}), 'not selected').to.be.empty;
		expect(told([fine], { id: 'validity/*' }), 'a part of a glob').to.be.empty;
		expect(told([fine], { target: 'https://other.test' }), 'another target').to.be.empty;
		expect(told([fine], { tls: 'TLSv1.2' }), 'another version').to.be.empty;
		expect(told([fine], { path: '/admin' }), 'another path').to.be.empty;
		expect(told([sampleSkip()], {}), 'skipped').to.be.empty;
		expect(told([fine, sampleSilence(v12)], {}), 'inconclusive').to.be.empty;
		expect(told([fine, sampleSkip({ path: '/admin' })], {}), 'skipped on a path').to.be.empty;
	});

	it('is where a variant is about one of the versions', () => {
		expect(told([fine, sampleSkip({ tls: 'TLSv1.2' })], {})).to.deep.equal(unused);
	});

	it('is where it names no variant at all', () => {
		const { uses } = applyWaivers([fine], sampleFile({ id: 'validity/expird' }).entries, today);
		expect(uses[0]).to.include({ conforming: 0, undecided: 0 });
		expect(waiverFindings(uses, place)[0]).to.include({
			...{ id: 'waiver/unused', fails: true, outcome: 'deviates', severity: 'medium' },
			message:
				'entry 1 of waivers.yaml (validity/expird) names no variant (did you mean validity/expired?)',
		});
	});

	it('is not where it names a variant of the user', () => {
		const own = [{ file: null, variant: { id: 'acme/badge', kind: 'probe' } as never }];
		const entries = sampleFile({ id: 'acme/badge' }).entries;
		const { uses } = applyWaivers([fine], entries, today, own);
		expect(waiverFindings(uses, { ...place, own })).to.deep.equal([]);
		// In a saved run, where the variants are no longer at hand.
		expect(waiverFindings(uses, place)).to.deep.equal([]);
	});
});

describe('adding up what waivers came to', () => {
	const uses = (findings: readonly Finding[], ...entries: readonly Partial<Waiver>[]) =>
		applyWaivers(findings, sampleFile(...entries).entries, today).uses;
	const said = (of: readonly WaiverUse[]): readonly string[] =>
		waiverFindings(of, place).map(({ id }) => id);

	it('is unused only where no part has a use for it', () => {
		const [one, other] = [uses([sampleFinding()], {}), uses([weak], {})];
		expect(said(one)).to.deep.equal(['waiver/unused']);
		expect(said(addUses(one, other))).to.deep.equal([]);
		expect(addUses(one, other)[0]).to.include({ waived: 1, conforming: 1 });
		expect(said(addUses(one, one))).to.deep.equal(['waiver/unused']);
	});

	it('knows that parts have different variants', () => {
		const ids = ['trust/self-signed', 'validity/expired'];
		const parts = ids.map((id) => uses([sampleFinding({ id })], { id: `{${ids.join(',')}}` }));
		expect(parts.map(said)).to.deep.equal([[], []]);
		const [one = [], other = []] = parts;
		expect(said(addUses(one, other))).to.deep.equal(['waiver/unused']);
	});

	it('refuses parts that were judged with different waivers', () => {
		const differ = (other: Partial<Waiver>) => () => addUses(uses([weak], {}), uses([weak], other));
		expect(differ({ expires: '2027-01-01' })).to.throw('different waivers');
		expect(differ({ observed: { status: 200 } })).to.throw('different waivers');
		expect(() => addUses(uses([weak], {}), uses([weak]))).to.throw('different waivers');
	});
});
