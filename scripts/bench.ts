/** Measures side by side on one nginx and writes docs/benchmarks.md. Ratios only: machines differ. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { measureBuilding } from './bench/building.ts';
import { measureConnections } from './bench/connections.ts';
import { measureFleet } from './bench/fleet.ts';
import { startBenchTarget } from './bench/target.ts';
import { measureWholeRun } from './bench/whole-run.ts';

interface Row {
	readonly what: string;
	readonly against: string;
	readonly goal: string;
	readonly measured: string;
	readonly holds: boolean;
}

const target = await startBenchTarget();
const rows: Row[] = [];
try {
	const whole = await measureWholeRun(target);
	rows.push({
		what: `the whole process: PKI, ${whole.probes} probes on TLS 1.2 and 1.3, JUnit`,
		against: `a shell script that makes as many credentials (${whole.credentials}, of ${whole.certificates} certificates, with the same types of keys) with the openssl CLI and sends each with curl on both versions`,
		goal: 'at least 8 times as fast',
		measured: `${whole.ratio.toFixed(1)} times`,
		holds: whole.ratio >= 8,
	});
	rows.push(
		limited('the same process', 'under 2.5 s', whole.milliseconds / 1000, 2.5, 's'),
		limited('its memory at the most', 'under 200 MB', whole.megabytes, 200, 'MB'),
	);
	for (const tls of ['TLSv1.2', 'TLSv1.3'] as const) {
		const ratio = await measureConnections(target, tls);
		rows.push({
			what: `probes per second, ${tls}, 8 at a time, HTTP answer included`,
			against: 'connections per second of `openssl s_time -new`, same server and certificate',
			goal: 'at least 0.5 times as many',
			measured: `${ratio.toFixed(2)} times`,
			holds: ratio >= 0.5,
		});
	}
	const bin = fileURLToPath(new URL('../dist/harness/cli/bin.js', import.meta.url));
	const fleet = await measureFleet(target, bin);
	const what = `1,000 targets on loopback, ${fleet.findings} findings, JUnit and JSON lines`;
	rows.push(
		flat(`${what}: memory at the most`, fleet.memory, 1.2),
		flat(`${what}: time for each target`, fleet.time, 1.15),
	);
} finally {
	await target.stop();
}
const building = await measureBuilding();
rows.push({
	what: `building the credentials of all ${building.credentials} variants, RSA keys made before`,
	against: 'the clock',
	goal: 'at most 1 ms each on average',
	measured: building.milliseconds <= 1 ? 'below 1 ms' : `${building.milliseconds.toFixed(2)} ms`,
	holds: building.milliseconds <= 1,
});

for (const { what, goal, measured, holds } of rows) {
	process.stdout.write(format('%s %s: %s (%s)\n', holds ? 'ok  ' : 'MISS', what, measured, goal));
}
writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), page(rows));
if (rows.some(({ holds }) => !holds)) process.exitCode = 1;

/** What is held against a fixed number says that it holds, or by how much it does not. */
function limited(what: string, goal: string, is: number, limit: number, unit: string): Row {
	const holds = is < limit;
	const measured = holds ? `below ${limit} ${unit}` : `${is.toFixed(1)} ${unit}`;
	return { what, against: 'a fixed limit', goal, measured, holds };
}

/** What many targets may not need more of than few. */
function flat(what: string, ratio: number, limit: number): Row {
	return {
		...{ what, against: '250 targets, the same process', goal: `at most ${limit} times as much` },
		...{ measured: `${ratio.toFixed(2)} times`, holds: ratio <= limit },
	};
}

function page(measured: readonly Row[]): string {
	const table = measured.map(
		(row) => `| ${row.what} | ${row.against} | ${row.goal} | ${row.measured} |`,
	);
	return `# Benchmarks

Written by \`npm run bench\`, which measures both sides of a row in turn in one run, against one nginx
on loopback. Node ${process.versions.node}, OpenSSL ${process.versions.openssl}. Each figure is the median of several
pairs. Absolute times say little about another machine, so there are none.

| what | against | goal | measured |
| --- | --- | --- | --- |
${table.join('\n')}
`;
}
