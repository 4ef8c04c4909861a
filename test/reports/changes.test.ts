import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison } from '../../harness/compare/with-comparison.ts';
import { type Change, otherWay } from '../../harness/finding.ts';
import { renderChanges } from '../../reports/changes.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { hostile, sampleDeviation, sampleFinding, sampleRun } from './sample-run.ts';

describe('changes on the terminal', () => {
	it('are one sentence where paths and TLS versions changed alike', () => {
		const both = ['TLSv1.2', 'TLSv1.3'] as const;
		const text = changes([change({ tls: both }), change({ tls: both, path: '/api' })]);
		expect(text).to.equal(`
what changed
  weaker
  ✗ lets in: a certificate that expired a day ago (/, /api; TLS 1.2 and 1.3)
      validity/expired  reject: HTTP 400 → accept: HTTP 200
`);
	});

	it('claim nothing of a place where only some of it was seen', () => {
		const text = changes([
			change({ tls: ['TLSv1.2', 'TLSv1.3'] }),
			change({ tls: ['TLSv1.3'], path: '/api' }),
		]);
		expect(text).to.include('(/; TLS 1.2 and 1.3)').and.to.include('(/api; TLS 1.3)');
	});

	it('share a sentence where several variants have the same reason', () => {
		const skip = { kind: 'other', says: 'no longer tested: silent', failing: false } as const;
		const text = changes([change(skip), change({ ...skip, id: 'trust/a' })]);
		expect(text.match(/no longer tested/gu)).to.have.lengthOf(1);
		expect(text).to.include('      validity/expired trust/a  ');
	});

	it('name the target where there are several, and the place that changed', () => {
		const open = { id: 'location', path: '/admin', tls: [], says: 'serves everybody' } as const;
		const title = 'location /admin, nginx.conf:7';
		const text = changes([
			change({ ...open, title, before: 'protected', after: 'open' }),
			change({ target: 'https://b.example:8443/' }),
		]);
		expect(text).to.include(
			'✗ https://a.example/admin serves everybody (location /admin, nginx.conf:7)\n      protected → open\n',
		);
		expect(text).to.include('(https://b.example:8443/; TLS 1.3)');
	});

	it('name every target that is gone, though the run has one', () => {
		const gone = { kind: 'other', id: 'target', path: '', tls: [], failing: false } as const;
		const both = ['b', 'c'].map((name) =>
			change({ ...gone, target: `https://${name}.example`, says: 'is no longer there' }),
		);
		const comparison = { base: 'base.json', changes: both, notCompared: 0 };
		const text = renderTerminal(sampleRun([sampleFinding()], { comparison }), { color: false });
		expect(text).to.include('https://b.example, https://c.example is no longer there');
	});

	it('are none where refusals only look different, which one line says', () => {
		const other = { kind: 'other', says: otherWay, failing: false } as const;
		const text = changes([
			change({ ...other, after: 'reject: alert 45 a' }),
			change({ ...other, id: 'trust/a', after: 'reject: alert 48 b' }),
		]);
		expect(text).to.match(/^\nno verdict changed\n {2}other\n {2}! refused in another way\n/u);
		expect(text.match(/another way/gu)).to.have.lengthOf(1);
	});

	it('are none, in so many words', () => {
		expect(changes([])).to.equal('\nno verdict changed\n');
	});

	it('are cut where there are too many, and counted', () => {
		const many = Array.from({ length: 130 }, (_, at) =>
			change({ id: `trust/v-${at}`, says: `lets in: ${at}` }),
		);
		expect(changes(many)).to.match(/… and 30 more\n$/u);
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`are escaped: ${name}`, () => {
			const all = { id: `a/${text}`, says: text, path: text, target: text, instance: text };
			const shown = changes([change({ ...all, before: text, after: text }), change()]);
			expect(shown).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
			expect(shown.length).to.be.below(20_000);
		});
	}
});

describe('the terminal report of a run that was compared', () => {
	const old = sampleDeviation({ id: 'signature/old' });
	const base = sampleRun([sampleFinding(), old]);
	const text = renderTerminal(
		withComparison(
			sampleRun([sampleDeviation(), old, sampleDeviation({ id: 'x/new' })]),
			base,
			'b',
		),
		{ color: false },
	);

	it('says what it was compared with, and what was so before', () => {
		expect(text).to.include('changes since b, made 2026-11-21 03:04 UTC\n  weaker\n  ✗ lets in: ');
		expect(text).to.include(
			'as before: 1 variant would fail without the comparison\n      signature/old',
		);
		expect(text).to.match(
			/1 variant was not compared: [^:]*; these would fail[^:]*:\n {6}x\/new\n/u,
		);
		expect(text).to.match(/deviates: weaker than before \(1 variant\) \(exit 1\)\n$/u);
	});

	it('has a block for what got weaker only', () => {
		expect([...text.matchAll(/^ {2}✗ (\S+) {2}TLS/gmu)].map(([, id]) => id)).to.deep.equal([
			'validity/expired',
		]);
		expect(text).to.not.include('too little to fail');
	});

	it('says of an unchanged one that it fails as before', () => {
		const same = renderTerminal(withComparison(base, base, 'b'), { color: false });
		expect(same).to.include('  no verdict changed\n');
		expect(same).to.match(/conforms: nothing got weaker; 1 variant fails as before \(exit 0\)\n$/u);
	});
});

function change(changed: Partial<Change> = {}): Change {
	return {
		...{ kind: 'weaker', id: 'validity/expired', title: 'a certificate that expired a day ago' },
		...{ target: 'https://a.example/', servername: 'a.example', path: '/', instance: null },
		tls: ['TLSv1.3'],
		...{ before: 'reject: HTTP 400', after: 'accept: HTTP 200' },
		...{ says: 'lets in: a certificate that expired a day ago', failing: true },
		...changed,
	};
}

function changes(all: readonly Change[]): string {
	return renderChanges({ base: 'b', changes: all, notCompared: 0 }, { color: false });
}
