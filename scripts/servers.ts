/**
 * Measures what the servers of this machine answer to the whole catalogue: writes
 * `fixtures/measured-servers.json`, from which the pages of the catalogue and `explain` take it. A
 * server that is not installed keeps what was measured before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Answer, MeasuredServer } from '../fixtures/measured-servers.ts';
import type { Finding } from '../harness/finding.ts';
import { evidence } from '../reports/finding-text.ts';
import { runAgainst } from '../test/harness/lab.ts';
import { type Contestant, lineup } from './servers/lineup.ts';

type Answers = Record<string, Record<string, Answer>>;

const file = new URL('../fixtures/measured-servers.json', import.meta.url);
const before = JSON.parse(readFileSync(file, 'utf8')) as {
	readonly servers: readonly MeasuredServer[];
	readonly answers: Answers;
};
const servers: MeasuredServer[] = [];
const answers: Answers = {};

for (const contestant of lineup) {
	const { name } = contestant;
	const version = await contestant.version();
	const known = before.servers.find((it) => it.name === name);
	if (version === null) {
		console.log(`${name}: not installed`);
		if (known === undefined) continue;
		servers.push(known);
		for (const [id, byServer] of Object.entries(before.answers)) {
			if (byServer[name] !== undefined) record(id, name, byServer[name]);
		}
		continue;
	}
	servers.push({ name, version });
	const findings = await measure(contestant);
	for (const { id, tls, verdict, alert, ...rest } of findings) {
		if (verdict === null || tls === null) continue;
		const shown = evidence({ id, tls, verdict, alert, ...rest });
		record(id, name, { ...answers[id]?.[name], [tls]: `${verdict}, ${shown}` });
	}
	const open = findings.filter(({ outcome }) => outcome === 'inconclusive');
	const odd = findings.filter(({ outcome }) => outcome === 'deviates');
	console.log(`${name} ${version}: ${odd.length} deviate, ${open.length} inconclusive`);
	for (const { id, tls, severity, message } of [...odd, ...open]) {
		console.log(`  ${id} ${tls} ${severity}: ${message}`);
	}
}
writeFileSync(file, `${JSON.stringify({ servers, answers }, null, '\t')}\n`);

async function measure({ rounds }: Contestant): Promise<readonly Finding[]> {
	const findings: Finding[] = [];
	for (const { start, options } of rounds) {
		const server = await start();
		try {
			findings.push(...(await runAgainst(server.port, options)).findings);
		} finally {
			await server.stop();
		}
	}
	return findings;
}

function record(id: string, server: string, answer: Answer): void {
	answers[id] = { ...answers[id], [server]: answer };
}
