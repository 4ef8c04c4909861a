import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Log, Result, Run as SarifRun } from 'sarif';
import { withComparison } from '../../harness/compare/with-comparison.ts';
import type { Finding, LocationSummary, Run, TargetSummary } from '../../harness/finding.ts';
import type { ReportOptions } from '../../reports/reporter.ts';
import { renderSarif, streamSarif } from '../../reports/sarif.ts';
import { withinLimit } from '../../reports/sarif-draft.ts';
import { shortages } from '../../reports/sarif-notifications.ts';
import { asSpooled } from '../../reports/spooled-run.ts';
import { location } from '../harness/compare/compared-runs.ts';
import { sarif } from './valid-sarif.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

const waived: Partial<Finding> = {
	outcome: 'waived',
	fails: false,
	waiver: { entry: 1, id: 'validity/*', reason: 'until OPS-12', expires: '2027-01-31' },
};

describe('the SARIF report', () => {
	it('has a result for each deviation, and none for what conforms or was skipped', () => {
		const run = sarif(
			sampleRun([
				sampleFinding({ id: 'trust/a' }),
				sampleSkip({ id: 'trust/b' }),
				sampleDeviation({ severity: 'low', fails: false }),
				sampleDeviation({ id: 'trust/c', severity: 'medium', fails: false }),
				sampleDeviation({ id: 'trust/d', severity: 'low', fails: true }),
			]),
		);
		expect(results(run).map(({ ruleId, level }) => [ruleId, level])).to.deep.equal([
			['trust/d', 'error'],
			['trust/c', 'warning'],
			['validity/expired', 'note'],
		]);
		// What was tested is a rule, whatever came of it; what was skipped was not tested.
		const rules = run.tool.driver.rules?.map(({ id }) => id);
		expect(rules).to.deep.equal(['trust/a', 'validity/expired', 'trust/c', 'trust/d']);
		for (const { ruleId, ruleIndex } of results(run)) {
			expect(rules?.[ruleIndex ?? -1]).to.equal(ruleId);
		}
	});

	it('describes a rule with what GitHub shows of it', () => {
		const [rule] = sarif(sampleRun([sampleDeviation()])).tool.driver.rules ?? [];
		expect(rule).to.deep.include({
			id: 'validity/expired',
			name: 'ValidityExpired',
			shortDescription: { text: 'end-entity certificate expired an hour ago' },
			fullDescription: { text: 'Expiry is the only revocation that many systems have.' },
			helpUri: 'https://www.rfc-editor.org/rfc/rfc5280#section-6.1.3',
			defaultConfiguration: { level: 'error' },
			properties: {
				tags: ['security', 'mtls', 'validity', 'MUST'],
				precision: 'very-high',
				'problem.severity': 'error',
				'security-severity': '8.0',
			},
		});
		expect(rule?.help?.text).to.include('fix: verify client certificates');
		expect(rule?.help?.markdown).to.include('> RFC 5280 §6.1.3').and.to.not.match(/<\w/u);
	});

	it('scores severities as GitHub names them', () => {
		const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
		const run = sarif(
			sampleRun(
				severities.map((severity) => sampleDeviation({ id: `trust/${severity}`, severity })),
			),
		);
		const named = run.tool.driver.rules?.map(({ id, properties }) => {
			const score: unknown = properties?.['security-severity'];
			return [id, score === undefined ? 'none' : githubSeverity(Number(score))];
		});
		expect(named).to.deep.equal([
			['trust/critical', 'critical'],
			['trust/high', 'high'],
			['trust/medium', 'medium'],
			['trust/low', 'low'],
			['trust/info', 'none'],
		]);
	});

	it('makes one result of what differs in the TLS version only', () => {
		const [result, ...others] = results(
			sarif(sampleRun([sampleDeviation(), sampleDeviation({ tls: 'TLSv1.2', code: 'X' })])),
		);
		expect(others).to.deep.equal([]);
		expect(result?.message.text).to.match(
			/^end-entity certificate expired an hour ago: accepted with HTTP 200.* \(TLS 1\.2, 1\.3; \/\)\.\n/u,
		);
		expect(result?.properties?.['tls']).to.deep.equal(['TLSv1.2', 'TLSv1.3']);
	});

	it('gives each place a fingerprint that no run and no waiver changes', () => {
		const places = [{}, { path: '/api' }, { instance: 'b.pem' }, { id: 'trust/a' }].map((changes) =>
			sampleDeviation(changes),
		);
		const [once, again] = [
			places,
			places.map((it): Finding => ({ ...it, ...waived, message: 'another', durationMs: 1 })),
		].map((findings) => prints(sarif(sampleRun(findings))));
		expect(new Set(once).size).to.equal(4);
		expect(new Set(again)).to.deep.equal(new Set(once));
		// Waived on one TLS version: two results of one place, and the failing one keeps its name.
		const two = [sampleDeviation({ ...waived, tls: 'TLSv1.2' }), sampleDeviation()];
		const [failing, passing] = prints(sarif(sampleRun(two)));
		expect(failing).to.equal(once?.[0]).and.to.not.equal(passing);
	});

	it('suppresses what is waived, and says of the others that they are not', () => {
		const run = sarif(sampleRun([sampleDeviation(waived), sampleDeviation({ id: 'trust/a' })]));
		const [other, suppressed] = results(run);
		expect(other?.suppressions).to.deep.equal([]);
		expect(suppressed?.suppressions).to.deep.equal([
			{
				kind: 'external',
				status: 'accepted',
				justification: 'until OPS-12 (waived until 2027-01-31)',
			},
		]);
		expect(results(sarif(sampleRun([sampleDeviation()])))[0]).to.not.have.property('suppressions');
	});

	it('says how a result stands to the run that it was compared with', () => {
		const locations = [location('/old', 'protected')];
		const base = sampleRun([sampleDeviation({ id: 'trust/a' }), sampleFinding()], at(locations));
		const opened = [{ ...location('/old', 'open'), tested: false }];
		const now = sampleRun([sampleDeviation({ id: 'trust/a' }), sampleDeviation()], at(opened));
		const run = sarif(withComparison(now, base, 'base.json'));
		expect(
			results(run).map(({ ruleId, baselineState, level }) => [ruleId, baselineState, level]),
		).to.deep.equal([
			['comparison/location', 'new', 'error'],
			['validity/expired', 'new', 'error'],
			['trust/a', 'unchanged', 'warning'],
		]);
	});

	it('notifies of what could not be concluded, and says that the run failed', () => {
		const run = sarif(sampleRun([sampleSilence(), sampleDeviation({ id: 'trust/a' })]));
		const [invocation] = run.invocations ?? [];
		expect(invocation).to.include({ executionSuccessful: false, exitCode: 1 });
		const [notification] = invocation?.toolExecutionNotifications ?? [];
		expect(notification).to.deep.include({
			level: 'error',
			message: { text: 'validity/expired: no answer within 5 s' },
			associatedRule: { id: 'validity/expired', index: 0 },
		});
		expect(results(run).map(({ ruleId }) => ruleId)).to.deep.equal(['trust/a']);
	});

	const ends: readonly (readonly [string, Run, boolean, number])[] = [
		['a green run', sampleRun([sampleFinding()]), true, 0],
		['a red run', sampleRun([sampleDeviation()]), true, 1],
		['an interrupted run', sampleRun([sampleFinding()], { interrupted: true }), false, 130],
		['a run of nothing', sampleRun([sampleSkip()], { conclusion: 'inconclusive' }), false, 3],
	];
	for (const [name, run, executionSuccessful, exitCode] of ends) {
		it(`says how it ended: ${name}`, () => {
			expect(sarif(run).invocations?.[0]).to.deep.include({
				executionSuccessful,
				exitCode,
				startTimeUtc: '2026-11-21T03:04:05.678Z',
				endTimeUtc: '2026-11-21T03:04:07.812Z',
			});
		});
	}

	it('points at the line of a config, at the config, or at the name of the target', () => {
		const run = sampleRun([sampleDeviation({ path: '/a' }), sampleDeviation({ path: '/b' })], {
			...at([{ ...location('/a', 'protected'), where: 'conf.d/a b.conf:17' }]),
		});
		const places = (options: Partial<ReportOptions>): readonly unknown[] =>
			results(sarif(run, options)).map(({ locations }) => {
				const physical = locations?.[0]?.physicalLocation;
				return [physical?.artifactLocation?.uri, physical?.region?.startLine];
			});
		expect(places({ file: 'deploy/nginx.conf', folder: 'deploy' })).to.deep.equal([
			['deploy/conf.d/a%20b.conf', 17],
			['deploy/nginx.conf', 1],
		]);
		expect(places({})).to.deep.equal([
			['conf.d/a%20b.conf', 17],
			['targets/localhost%3A8443', 1],
		]);
	});

	it('leaves out what GitHub does not take, the worst first, and says so', () => {
		expect(withinLimit(Array.from({ length: 25_010 }, (_, at) => at)).at(-1)).to.equal(24_999);
		const mixed = (['medium', 'critical', 'high'] as const).map((severity) =>
			sampleDeviation({ severity, path: `/${severity}` }),
		);
		const shown = results(sarif(sampleRun(mixed)));
		expect(shown.map((it) => it.properties?.['severity'] as unknown)).to.deep.equal([
			'critical',
			'high',
			'medium',
		]);
		const [said] = shortages(sampleRun(mixed), 10);
		expect(said?.level).to.equal('warning');
		expect(said?.message.text).to.match(/^10 results/u);
	});

	it('is the same where targets are read one after the other', async () => {
		const urls = ['https://a.example/', 'https://b.example/'];
		const targets = urls.map(target);
		const findings = urls.flatMap((url) => [
			sampleFinding({ target: url, id: 'trust/a' }),
			sampleDeviation({ target: url, severity: url === urls[0] ? 'low' : 'high' }),
			sampleSilence({ target: url, id: 'trust/c' }),
		]);
		const run = sampleRun(findings, { targets });
		const pieces: string[] = [];
		for await (const piece of streamSarif(asSpooled(run), { color: false })) pieces.push(piece);
		expect(JSON.parse(pieces.join(''))).to.deep.equal({
			...(JSON.parse(renderSarif(run, { color: false })) as Log),
		});
		expect(sarif(run).results?.map((it) => it.properties?.['target'] as unknown)).to.deep.equal([
			urls[1],
			urls[0],
		]);
	});

	for (const [name, text] of Object.entries({
		...hostile,
		link: '[click](https://evil.example) {0} {{1}}',
		key: '-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----',
	})) {
		it(`stays what it is, whatever it is told: ${name}`, () => {
			const said = { message: text, reason: text, path: text, instance: text, code: text };
			const told = [sampleDeviation(said), sampleSilence({ ...said, id: 'trust/a' })];
			const run = sarif(sampleRun(told), { file: text.slice(0, 300) });
			const written = JSON.stringify(run);
			expect(written).to.not.match(/[\u001b\u0000\u202e\u2066]|\\u001b|\\u0000|MIIsecret/u);
			expect(written.length).to.be.below(60_000);
			const notices = run.invocations?.[0]?.toolExecutionNotifications ?? [];
			for (const { message } of [...results(run), ...notices]) {
				expect(message.text).to.not.match(/\]\(/u);
				expect(message.text?.replaceAll(/\{\{|\}\}/gu, '')).to.not.match(/[{}]/u);
			}
		});
	}
});

/** As GitHub translates `security-severity`. */
function githubSeverity(score: number): string {
	if (score > 9) return 'critical';
	if (score >= 7) return 'high';
	return score >= 4 ? 'medium' : 'low';
}

function results(run: SarifRun): readonly Result[] {
	return run.results ?? never();
}

function prints(run: SarifRun): readonly (string | undefined)[] {
	return results(run).map((it) => it.partialFingerprints?.['primaryLocationLineHash']);
}

function at(locations: readonly LocationSummary[]): Partial<Run> {
	return { targets: [{ ...target('https://localhost:8443/'), locations }] };
}

function target(url: string): TargetSummary {
	return { url, kind: 'server', address: '127.0.0.1:8443', limits: [] };
}

function never(): never {
	throw new Error('there is none');
}
