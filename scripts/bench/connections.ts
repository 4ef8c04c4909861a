import { performance } from 'node:perf_hooks';
import { present } from '../../fixtures/attempt.ts';
import type { TlsVersion } from '../../harness/options.ts';
import { probe } from '../../harness/probe/probe.ts';
import { timed } from './command.ts';
import { median } from './median.ts';
import type { BenchTarget } from './target.ts';

const pairs = 5;
const seconds = 3;
const atATime = 8;

/** Our probes per second over the connections per second of `openssl s_time -new`. */
export async function measureConnections(target: BenchTarget, tls: TlsVersion): Promise<number> {
	await probesPerSecond(target, tls, 0.5);
	const ratios: number[] = [];
	for (let pair = 0; pair < pairs; pair += 1) {
		const theirs = await connectionsPerSecond(target, tls);
		const ours = await probesPerSecond(target, tls, seconds);
		ratios.push(ours / theirs);
	}
	return median(ratios);
}

async function probesPerSecond(
	{ port, credential }: BenchTarget,
	tls: TlsVersion,
	duration: number,
): Promise<number> {
	const settings = {
		address: { host: '127.0.0.1', port },
		servername: 'localhost',
		authority: `localhost:${port}`,
		tls,
		path: '/',
		method: 'GET',
		headers: {},
		rules: { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] },
		sketchKey: null,
		secrets: [],
		confidential: null,
		timeoutMs: 10_000,
		waitMs: null,
	};
	const startedAt = performance.now();
	const end = startedAt + duration * 1000;
	let served = 0;
	const { signal } = new AbortController();
	await Promise.all(
		Array.from({ length: atATime }, async () => {
			while (performance.now() < end) {
				const seen = await probe(present(credential), settings, async () => {}, signal);
				if (seen.connections[0].response?.status !== 200) throw new Error('a probe was not served');
				served += 1;
			}
		}),
	);
	return (served * 1000) / (performance.now() - startedAt);
}

/** s_time makes one connection after the other; it prints how many in how many real seconds. */
async function connectionsPerSecond(
	{ port, files }: BenchTarget,
	tls: TlsVersion,
): Promise<number> {
	const { stdout, milliseconds } = await timed('openssl', [
		...['s_time', '-new', '-connect', `127.0.0.1:${port}`, '-time', String(seconds)],
		...['-cert', files.cert, '-key', files.key, '-CAfile', files.serverCa],
		tls === 'TLSv1.3' ? '-tls1_3' : '-tls1_2',
	]);
	const connections = /^(\d+) connections in \d+ real seconds/mu.exec(stdout)?.[1];
	if (connections === undefined) throw new Error(`openssl s_time said nothing: ${stdout}`);
	return (Number(connections) * 1000) / milliseconds;
}
