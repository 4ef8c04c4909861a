import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding } from '../../../harness/finding.ts';
import { editWaivers } from '../../../harness/waivers/edit-waivers.ts';
import { parseWaivers } from '../../../harness/waivers/parse-waivers.ts';
import { planUpdate, type UpdateScope } from '../../../harness/waivers/plan-update.ts';
import type { Waiver } from '../../../harness/waivers/waiver.ts';
import { withWaivers } from '../../../harness/waivers/with-waivers.ts';
import { onBoth } from '../compare/compared-runs.ts';
import { sampleDeviation, sampleFinding, sampleRun } from '../../reports/sample-run.ts';
import { sampleFile, today } from './sample-waiver.ts';

const scope: UpdateScope = { today, namesTarget: true, isNarrowed: false, own: [] };

function planned(
	findings: readonly Finding[],
	entries: readonly Partial<Waiver>[] = [],
	changes: Partial<UpdateScope> = {},
): ReturnType<typeof planUpdate> {
	const file = sampleFile(...entries);
	const run = withWaivers(sampleRun(findings), file, 'medium');
	return planUpdate(run, file, { ...scope, ...changes });
}

const seen = { verdict: 'accept', layer: 'http', status: 200 } as const;
const place = { target: 'https://localhost:8443/', path: '/' };

describe('what --update-waivers writes', () => {
	it('is one entry for a variant at a place, for 30 days, with what was seen', () => {
		const { added } = planned(onBoth(sampleDeviation));
		expect(added).to.have.lengthOf(1);
		expect(added[0]).to.deep.include({
			id: 'validity/expired',
			...place,
			tls: null,
			observed: seen,
		});
		expect(added[0]?.expires).to.equal('2026-12-21');
		expect(added[0]?.reason).to.include('to be replaced');
		expect(planned([sampleDeviation()], [], { today: '2027-12-31' }).added[0]?.expires).to.equal(
			'2028-01-30',
		);
	});

	it('names the TLS version only where it is about one of two', () => {
		const one = [sampleDeviation(), sampleFinding({ tls: 'TLSv1.2' })];
		expect(planned(one).added.map(({ tls }) => tls)).to.deep.equal(['TLSv1.3']);
		const different = [sampleDeviation(), sampleDeviation({ tls: 'TLSv1.2', status: 204 })];
		expect(
			planned(different).added.map(({ tls, observed }) => [tls, observed?.status]),
		).to.deep.equal([
			['TLSv1.3', 200],
			['TLSv1.2', 204],
		]);
		expect(planned([sampleDeviation()]).added[0]?.tls).to.equal(null);
	});

	it('names paths and targets, and of the target itself no path', () => {
		const paths = ['/', '/admin'].map((path) => sampleDeviation({ path }));
		expect(planned(paths).added.map(({ path }) => path)).to.deep.equal(['/', '/admin']);
		const old = sampleDeviation({ id: 'protocol/tls-1.0', tls: null, layer: null, status: null });
		expect(planned([old]).added[0]).to.deep.include({
			...{ path: null, tls: null, observed: { verdict: 'accept' } },
		});
		expect(planned([old], [], { namesTarget: false }).added[0]?.target).to.equal(null);
	});

	it('pins the code of a check, and of no connection', () => {
		const check = { id: 'server-identity/expired', expected: 'accept', observation: null } as const;
		const changes = { ...check, verdict: 'reject', layer: 'tls', status: null } as const;
		const expired = sampleDeviation({ ...changes, code: 'CERT_HAS_EXPIRED' });
		expect(planned([expired]).added[0]?.observed).to.include({ code: 'CERT_HAS_EXPIRED' });
		expect(
			planned([sampleDeviation({ code: 'ECONNRESET' })]).added[0]?.observed,
		).to.not.have.property('code');
	});

	it('is nothing for what fails nothing, or has an entry', () => {
		const low = sampleDeviation({ id: 'trust/low', severity: 'low', fails: false });
		expect(planned([low, sampleDeviation()], [{}])).to.deep.equal({
			...{ added: [], changed: [], removed: [], left: [] },
		});
	});

	it('is nothing for what an entry that ended is about', () => {
		const update = planned(onBoth(sampleDeviation), [{ expires: '2026-11-20' }]);
		expect(update).to.deep.include({ added: [], changed: [], removed: [] });
		expect(update.left.join()).to.include('ended after 2026-11-20 and stays so');
		// It ended for one version only.
		const one = planned(onBoth(sampleDeviation), [{ tls: 'TLSv1.2', expires: '2026-11-20' }]);
		expect(one.added.map(({ tls }) => tls)).to.deep.equal(['TLSv1.3']);
	});

	it('is what is seen now where that changed, and never another date', () => {
		const entry = { observed: { status: 204, code: null }, expires: '2026-11-22' };
		const update = planned(onBoth(sampleDeviation), [entry]);
		expect(update.added).to.deep.equal([]);
		expect(update.changed).to.deep.equal([{ entry: 1, observed: { status: 200, code: null } }]);
	});

	it('is an entry for each where they differ, until the day of the old one', () => {
		const findings = [sampleDeviation({ id: 'validity/inverted', status: 204 }), sampleDeviation()];
		const entry = { id: 'validity/*', observed: { status: 204 }, expires: '2026-11-22' };
		const update = planned(findings, [entry]);
		expect(update.changed).to.deep.equal([]);
		expect(update.added.map(({ id, expires, reason }) => [id, expires, reason])).to.deep.equal([
			['validity/expired', '2026-11-22', 'the old fleet (OPS-12)'],
		]);
	});

	it('takes out what nothing deviates for, if that is sure', () => {
		const findings = [sampleFinding()];
		expect(planned(findings, [{}]).removed).to.deep.equal([1]);
		expect(planned(findings, [{ id: 'validity/*' }]).removed).to.deep.equal([]);
		const narrowed = planned(findings, [{}], { isNarrowed: true });
		expect(narrowed.removed).to.deep.equal([]);
		expect(narrowed.left.join()).to.include('not everything was tested');
		const misspelt = planned(findings, [{ id: 'validity/expird' }]);
		expect(misspelt.removed).to.deep.equal([]);
		expect(misspelt.left.join()).to.include('did you mean validity/expired?');
	});
});

describe('a waivers file that is updated', () => {
	const findings = [
		...onBoth(sampleDeviation),
		sampleDeviation({ id: 'trust/self-signed' }),
		sampleFinding({ id: 'trust/wrong-root' }),
	];

	/** The text after an update. */
	function updated(text: string, file: string): string {
		const given = parseWaivers(text, file);
		const run = withWaivers(sampleRun(findings), given, 'medium');
		return editWaivers(text, file, planUpdate(run, given, scope));
	}

	const yaml = `# yaml-language-server: $schema=waivers.json
# whom to ask: Ann

# the old fleet
- id: validity/expired # since 2024
  reason: a long reason that says much about what there is to say of an old fleet, and then some more
  expires: '2026-12-24'
  observed: { status: 204 } # once

# to go
- id: trust/wrong-root
  reason: gone
  expires: 2026-12-24
# the end
`;

	it('keeps its comments, its order and its quotes', () => {
		const after = updated(yaml, 'w.yaml');
		const kept = yaml
			.replace('status: 204', 'status: 200')
			.replace(/# to go[^]*(?=# the end)/u, '');
		expect(after.replace(/- id: trust\/self-signed[^]*?\}\n/u, '')).to.equal(kept);
		expect(after).to.include(`- id: trust/self-signed
  target: https://localhost:8443/
  path: /
`);
		expect(after).to.include('  observed: { verdict: accept, layer: http, status: 200 }\n');
		expect(updated(after, 'w.yaml')).to.equal(after);
	});

	it('stays JSON, with its indentation', () => {
		const given = [{ id: 'trust/wrong-root', reason: 'gone', expires: '2026-12-24' }];
		const after = updated(JSON.stringify(given, null, '\t'), 'w.json');
		expect(after).to.match(/^\[\n\t\{\n\t\t"id": "validity\/expired",\n/u);
		expect(after.endsWith('\n]\n')).to.equal(true);
		const { entries } = parseWaivers(after, 'w.json');
		expect(entries.map(({ id }) => id)).to.deep.equal(['validity/expired', 'trust/self-signed']);
	});

	it('keeps the ends of its lines', () => {
		for (const file of ['w.yaml', 'w.json']) {
			const text = file === 'w.yaml' ? yaml : '[\n]\n';
			const after = updated(text.replaceAll('\n', '\r\n'), file);
			expect(after).to.equal(updated(text, file).replaceAll('\n', '\r\n'));
		}
	});

	it('begins where there is none, or only comments, or an empty list', () => {
		const made = editWaivers('', 'w.yaml', planned(findings));
		expect(made).to.match(
			/^# Known deviations[^\n]*\n\n?- id: validity\/expired\n {2}target: https/u,
		);
		expect(JSON.parse(editWaivers('', 'w.json', planned(findings)))).to.have.lengthOf(2);
		for (const text of ['# ask Ann\n', '# ask Ann\n[]\n', '# ask Ann\n---\n[]\n']) {
			const after = updated(text, 'w.yaml');
			expect(after, text).to.match(/^# ask Ann\n[^]*^- id: validity\/expired$/mu);
			expect(parseWaivers(after, 'w.yaml').entries, text).to.have.lengthOf(2);
		}
	});

	it('may end up empty', () => {
		const gone = '- { id: trust/wrong-root, reason: gone, expires: 2026-12-24 }\n';
		const given = parseWaivers(gone, 'w.yaml');
		const run = withWaivers(
			sampleRun([sampleFinding({ id: 'trust/wrong-root' })]),
			given,
			'medium',
		);
		const after = editWaivers(gone, 'w.yaml', planUpdate(run, given, scope));
		expect(parseWaivers(after, 'w.yaml').entries).to.deep.equal([]);
	});
});
