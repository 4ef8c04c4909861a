/** Makes a SARIF report and holds it against the schema and against what GitHub asks for. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import type { Log, Run as SarifRun } from 'sarif';
import type { Run } from '../../harness/finding.ts';
import type { ReportOptions } from '../../reports/reporter.ts';
import { renderSarif } from '../../reports/sarif.ts';

const validate = addFormats
	.default(new Ajv2020({ strict: false }))
	.compile(
		JSON.parse(
			readFileSync(new URL('sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
		) as Readonly<Record<string, unknown>>,
	);

/** The one run of the SARIF report of a run. */
export function sarif(run: Run, options: Partial<ReportOptions> = {}): SarifRun {
	return expectValidSarif(JSON.parse(renderSarif(run, { color: false, ...options })) as Log);
}

/** The one run of a file that is as the schema, the standard and GitHub ask for it. */
export function expectValidSarif(log: Log): SarifRun {
	expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).to.equal(true);
	const [made = never(), ...others] = log.runs;
	expect(others).to.deep.equal([]);
	expectForGithub(log, made);
	return made;
}

/** What GitHub's page on SARIF support calls required, and its limits. */
function expectForGithub({ $schema, version }: Log, made: SarifRun): void {
	expect($schema).to.match(/^https:.*sarif-(?:schema-)?2\.1\.0\.json$/u);
	expect(version).to.equal('2.1.0');
	const { name, rules = [] } = made.tool.driver;
	expect(name).to.be.a('string').and.to.not.equal('');
	for (const rule of rules) {
		for (const text of [rule.shortDescription?.text, rule.fullDescription?.text]) {
			expect(text?.length).to.be.within(1, 1024);
		}
		expect(rule.name?.length).to.be.within(1, 255);
		expect(rule.help?.text).to.be.a('string').and.to.not.equal('');
		expect(rule.properties?.tags).to.include('security').and.to.have.length.below(11);
	}
	for (const result of made.results ?? never()) {
		expect(result.message.text).to.be.a('string').and.to.not.equal('');
		expect(result.locations).to.have.lengthOf(1);
		const { artifactLocation, region } = result.locations?.[0]?.physicalLocation ?? {};
		expect(artifactLocation?.uri).to.match(/^(?![/:])[^:]+$/u);
		expect(region).to.have.keys('startLine', 'startColumn', 'endLine', 'endColumn');
		expect(result.partialFingerprints?.['primaryLocationLineHash']).to.match(/^[\da-f]{16}:\d+$/u);
		expect(rules[result.ruleIndex ?? -1]?.id).to.equal(result.ruleId);
	}
}

function never(): never {
	throw new Error('there is none');
}
