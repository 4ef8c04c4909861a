import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { z } from 'zod';
import type { Run } from '../../harness/finding.ts';
import { renderJson } from '../../reports/json.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { reportJsonSchema, type runSchema } from '../../reports/report-schema.ts';
import {
	hostile,
	sampleConnection,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// The package is CommonJS: its types put the function under `default`, Node does not.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => Ajv2020;

describe('the JSON report', () => {
	const published = new URL('../../schema/report.json', import.meta.url);
	const validate = addFormats(new Ajv2020({ allErrors: true, strictTuples: false })).compile(
		JSON.parse(readFileSync(published, 'utf8')),
	);
	const run = sampleRun(
		[
			sampleFinding({ alert: { number: 45, name: 'certificate_expired' } }),
			sampleDeviation({ id: 'trust/wrong-root', tls: 'TLSv1.2' }),
			sampleSilence({ id: 'trust/self-signed' }),
			sampleSkip(),
			sampleFinding({
				id: 'resumption/anonymous-session',
				observation: {
					connections: [sampleConnection(), sampleConnection({ ending: 'close', response: null })],
					again: sampleConnection({ eager: true }),
					retries: 2,
				},
			}),
		],
		{ hints: ['--client-ca would unlock 34 variants'], interrupted: true },
	);

	it('is valid by the published schema', () => {
		validate(JSON.parse(renderJson(run)));
		expect(validate.errors).to.equal(null);
	});

	it('has a published schema that is up to date', () => {
		expect(JSON.parse(readFileSync(published, 'utf8'))).to.deep.equal(reportJsonSchema());
	});

	it('has a schema that notices what is wrong', () => {
		for (const wrong of [
			{ ...run, schemaVersion: 2 },
			{ ...run, startedAt: 'yesterday' },
			{ ...run, findings: [{ ...sampleFinding(), outcome: 'fine' }] },
			{ ...run, findings: [{ ...sampleFinding(), tls: undefined }] },
		]) {
			expect(validate(JSON.parse(JSON.stringify(wrong)))).to.equal(false);
		}
	});

	it('has a schema of the type that the reporters get', () => {
		const same: Same<Normal<Readonly<z.infer<typeof runSchema>>>, Normal<Run>> = true;
		expect(same).to.equal(true);
	});

	it('is read as what was written', () => {
		expect(parseReport(renderJson(run))).to.deep.equal(run);
	});

	it('holds every field of a finding that other programs rely on, in this order', () => {
		const { findings } = JSON.parse(renderJson(run)) as { findings: readonly [object] };
		const published = [
			...['id', 'title', 'family', 'level', 'severity', 'target', 'servername', 'tls', 'path'],
			...['expected', 'verdict', 'outcome', 'fails', 'layer', 'alert', 'code', 'status'],
			...['reason', 'reference', 'twin', 'sent', 'observation', 'message', 'durationMs'],
		];
		expect(Object.keys(findings[0]).filter((key) => published.includes(key))).to.deep.equal(
			published,
		);
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`survives a hostile target: ${name}`, () => {
			const json = renderJson(sampleRun([sampleFinding({ reason: text, message: text })]));
			validate(JSON.parse(json));
			expect(validate.errors).to.equal(null);
			const [finding] = parseReport(json).findings;
			expect(text.startsWith(finding?.reason ?? '-')).to.equal(true);
			expect(Buffer.from(json).toString()).to.equal(json);
		});
	}

	it('holds no private key, whatever the target echoes', () => {
		const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----';
		const findings = [
			sampleFinding({ reason: `you sent ${key}!`, message: key.slice(0, 40) }),
			{ ...sampleFinding(), credential: { key: 'secret' } },
		];
		const json = renderJson({ ...sampleRun(findings), ...{ options: 'secret' } });
		expect(json).to.not.match(/MC4CAQ|secret/);
		expect(json).to.include('you sent [private key removed]!');
	});
});

/** The same fields with the same types, however the type was composed. */
type Normal<T> = T extends object ? { [K in keyof T]: Normal<T[K]> } : T;
