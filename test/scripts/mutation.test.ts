/** Each variant is there for a mistake: it is made here, and the variant must notice. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Context, describe, it } from 'mocha';
import { catalogue } from '../../fixtures/catalogue.ts';
import type { BenchSystem } from '../../fixtures/endpoints/mutants/mutant.ts';
import type { Finding } from '../../harness/finding.ts';
import { createBench } from '../../scripts/mutation/lab.ts';
import {
	canCatch,
	isCaught,
	missed,
	mutantOutcome,
	type MutantOutcome,
	scoreOf,
} from '../../scripts/mutation/outcome.ts';
import { scoreLine, withScore } from '../../scripts/mutation/page.ts';
import { runSystem } from '../../scripts/mutation/run-system.ts';
import { allMutants, allStrict, open } from '../../scripts/mutation/systems.ts';
import { mustBeThere, serverAvailable } from '../servers/available.ts';

const bench = createBench();
/** The documents are written on Node 20, which reads every certificate of the catalogue. */
const isReference = process.versions.node.startsWith('20.');

describe('sound systems conform', () => {
	const conforming = new Set<string>();
	const skipped = new Set<string>();

	for (const system of allStrict) {
		it(`${system.id}: on everything that it is asked`, async function conforms() {
			requireCommand(system, this);
			const findings = await runSystem(system, bench);
			expect(named(findings, 'deviates')).to.deep.equal([]);
			expect(named(findings, 'inconclusive')).to.deep.equal([]);
			for (const { id, outcome } of findings) {
				if (outcome === 'conforms') conforming.add(id);
				if (outcome === 'skipped') skipped.add(id);
			}
		});
	}

	it('and together they are asked everything that a target can break', function isComplete() {
		if (!allStrict.every(isInstalled)) this.skip();
		const wanted = catalogue.filter(canCatch).map(({ id }) => id as string);
		const open = wanted.filter((id) => !conforming.has(id));
		expect(open.filter((id) => !isBeyondRuntime(id, skipped))).to.deep.equal([]);
	});
});

describe('every mutant is caught', () => {
	const outcomes: MutantOutcome[] = [];

	for (const mutant of allMutants) {
		it(`${mutant.id}: ${mutant.missing}`, async function isNoticed() {
			requireCommand(mutant, this);
			const outcome = mutantOutcome(mutant, await runSystem(mutant, bench));
			outcomes.push(outcome);
			if (mutant.id in open.mutants) {
				expect(isCaught(outcome), 'caught by now').to.equal(false);
				return;
			}
			expect(outcome.inconclusive).to.deep.equal([]);
			const skipped = new Set(outcome.skipped);
			const silent = missed(outcome).filter((id) => !isBeyondRuntime(id, skipped));
			expect(silent, 'did not notice').to.deep.equal([]);
		});
	}

	it('and every variant that is more than informational catches one', function isUseful() {
		if (!allMutants.every(isInstalled)) this.skip();
		const skipped = new Set(outcomes.flatMap((it) => it.skipped));
		const { idle } = scoreOf(outcomes, catalogue);
		const silent = idle.filter((id) => !(id in open.variants) && !isBeyondRuntime(id, skipped));
		expect(silent).to.deep.equal([]);
		expect(idle, 'catch one by now').to.include.members(Object.keys(open.variants));
	});

	it('and the documents state the score', function isStated() {
		if (!allMutants.every(isInstalled) || !isReference) this.skip();
		const score = scoreOf(outcomes, catalogue);
		expect(read('docs/mutation.md')).to.contain(scoreLine(score));
		expect(withScore(read('README.md'), score)).to.equal(read('README.md'));
	});

	it('ids are unique, and name variants of the catalogue', () => {
		const ids = allMutants.map(({ id }) => id);
		expect(new Set(ids).size).to.equal(ids.length);
		const known = new Set(catalogue.map(({ id }) => id as string));
		expect(
			allMutants.flatMap(({ caughtBy }) => caughtBy).filter((id) => !known.has(id)),
		).to.deep.equal([]);
	});
});

/** Newer versions of Node do not load some of the odder certificates, so they cannot be presented. */
function isBeyondRuntime(id: string, skipped: ReadonlySet<string>): boolean {
	return !isReference && skipped.has(id);
}

function named(findings: readonly Finding[], wanted: Finding['outcome']): readonly string[] {
	return findings
		.filter(({ outcome }) => outcome === wanted)
		.map(({ id, tls, message }) => `${id} ${tls}: ${message}`);
}

function isInstalled({ command }: BenchSystem): boolean {
	return command === undefined || serverAvailable(command);
}

function requireCommand(system: BenchSystem, test: Context): void {
	if (isInstalled(system)) return;
	if (system.command !== undefined && mustBeThere(system.command)) {
		throw new Error(`${system.command} is not installed`);
	}
	test.skip();
}

function read(path: string): string {
	return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}
