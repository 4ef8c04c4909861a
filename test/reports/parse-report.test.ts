import { expect } from 'chai';
import { describe, it } from 'mocha';
import { renderJson } from '../../reports/json.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { sampleFinding, sampleRun } from './sample-run.ts';

describe('reading a saved report', () => {
	const run = sampleRun([sampleFinding()]);

	it('tolerates fields that it does not know', () => {
		const places = [
			'',
			'summary.',
			'findings.0.',
			'findings.0.observation.connections.0.handshake.',
		];
		const report = places.reduce<unknown>(
			(current, place) => changed(current, `${place}added`.split('.'), [{ later: true }]),
			JSON.parse(renderJson(run)),
		);
		expect(JSON.stringify(report).match(/"later"/g)).to.have.lengthOf(places.length);
		expect(parseReport(JSON.stringify(report))).to.deep.equal(run);
	});

	const texts: readonly (readonly [text: string, message: RegExp])[] = [
		['', /^report is not JSON$/],
		['{"schemaVersion": 1', /^report is not JSON(?: at position 19.*)?$/],
		['-----BEGIN PRIVATE KEY-----', /^report is not JSON(?: at position \d+.*)?$/],
		['[]', /^report is not a JSON object$/],
		['null', /^report is not a JSON object$/],
		['{}', /^report has schemaVersion none: only 1 can be read$/],
		['{"schemaVersion": "1"}', /^report has schemaVersion "1": only 1 can be read$/],
		['{"schemaVersion": 1}', /^report is not valid at tool: expected object, received undefined$/],
	];
	for (const [text, message] of texts) {
		it(`refuses ${text || 'an empty text'}`, () => {
			expect(() => parseReport(text)).to.throw(Error, message);
		});
	}

	const changes: readonly (readonly [path: string, value: unknown, message: RegExp])[] = [
		['startedAt', 'now', /^report is not valid at startedAt: .*, got "now"$/],
		['durationMs', -1, /^report is not valid at durationMs: too small: .*, got -1$/],
		['findings.0.outcome', 'ok', /at findings\[0\]\.outcome: expected one of .*, got "ok"$/],
		['findings.0.cites.0.section', 'RFC', /at findings\[0\]\.cites\[0\]\.section: .*, got "RFC"$/],
		['findings.0.alert', { number: 256, name: 'x' }, /at findings\[0\]\.alert\.number: .*got 256$/],
		['findings.0.observation.connections', [], /\.connections/],
		['findings.0.message', 'x'.repeat(131_073), /at findings\[0\]\.message: too big: .*, got "x+/],
		['findings.0.tls', '\u001b[2J\u009b', /at findings\[0\]\.tls: .*, got "\\u001b\[2J\\x9b"$/],
	];
	for (const [path, value, message] of changes) {
		it(`names ${path} when it is wrong, in one printable line`, () => {
			const text = JSON.stringify(changed(JSON.parse(renderJson(run)), path.split('.'), value));
			expect(() => parseReport(text))
				.to.throw(Error, message)
				.with.property('message')
				.that.matches(/^[^\p{Cc}]{1,500}$/u);
		});
	}

	it('bounds what it reads', () => {
		expect(() => parseReport(' '.repeat(2 ** 27 + 1))).to.throw(/^report is too long: 134217729 /);
	});
});

function changed(report: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
	if (Array.isArray(report)) {
		return report.map((item: unknown, at) =>
			String(at) === key ? changedAt(item, rest, value) : item,
		);
	}
	if (typeof report !== 'object' || report === null) throw new Error(`no ${key} in the report`);
	const fields: Record<string, unknown> = { ...report };
	return { ...fields, [key]: changedAt(fields[key], rest, value) };
}

function changedAt(item: unknown, rest: readonly string[], value: unknown): unknown {
	return rest.length === 0 ? value : changed(item, rest, value);
}
