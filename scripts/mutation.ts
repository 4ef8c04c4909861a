/**
 * Runs the catalogue against every mutant and writes `docs/mutation.md` and the score in the README.
 * With `--check` it writes nothing, names what is stale and exits 1. All servers of the bench must be
 * installed: without one the score would be another.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../fixtures/catalogue.ts';
import { serverAvailable } from '../test/servers/available.ts';
import { createBench } from './mutation/lab.ts';
import { missed, mutantOutcome, type MutantOutcome, scoreOf } from './mutation/outcome.ts';
import { mutationPage, scoreLine, withScore } from './mutation/page.ts';
import { runSystem } from './mutation/run-system.ts';
import { allMutants, open } from './mutation/systems.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = [...new Set(allMutants.flatMap(({ command }) => command ?? []))];
const absent = commands.filter((command) => !serverAvailable(command));
if (absent.length > 0) {
	console.error(`not installed: ${absent.join(', ')}`);
	process.exit(1);
}

const bench = createBench();
const outcomes: MutantOutcome[] = [];
for (const mutant of allMutants) {
	const outcome = mutantOutcome(mutant, await runSystem(mutant, bench));
	outcomes.push(outcome);
	const { caughtBy, inconclusive } = outcome;
	console.log(`${mutant.id}: noticed by ${caughtBy.length}`);
	for (const id of missed(outcome)) console.log(`  not noticed by ${id}`);
	for (const id of inconclusive) console.log(`  inconclusive: ${id}`);
}
const score = scoreOf(outcomes, catalogue);
console.log(scoreLine(score));
for (const id of score.idle) console.log(`  catches nothing: ${id}`);

const readme = read('README.md');
const renewed = readme === null ? null : withScore(readme, score);
const wanted = new Map([
	['docs/mutation.md', mutationPage(outcomes, score, catalogue, open)],
	...(renewed === null ? [] : [['README.md', renewed] as const]),
]);
const stale = [...wanted].filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
	for (const [path] of stale) {
		console.error(`${path} is stale: run npx tsx scripts/mutation.ts`);
		process.exitCode = 1;
	}
} else {
	for (const [path, text] of stale) writeFileSync(join(root, path), text);
}

function read(path: string): string | null {
	const absolute = join(root, path);
	return existsSync(absolute) ? readFileSync(absolute, 'utf8') : null;
}
