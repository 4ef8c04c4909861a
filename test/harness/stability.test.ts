/** The same question gets the same answer: 20 runs in one process against one start of a server. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import type { Finding } from '../../harness/finding.ts';
import { startRun } from '../../harness/run.ts';
import { startApache } from '../servers/apache.ts';
import { describeWithServer } from '../servers/available.ts';
import type { RunningServer } from '../servers/daemon.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import { startNginx } from '../servers/nginx.ts';
import { startNode } from '../servers/node.ts';
import { clientRoot, keys, runOptions, serverCredential } from './lab.ts';

const rounds = 20;
const tls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

describe(`${rounds} runs in one process, one start of the server`, () => {
	describeWithServer('nginx', 'nginx', () => {
		neverFlips(() => startNginx({ ...tls, verify: 'on', verifyDepth: 3 }));
	});
	describeWithServer('apache2', 'Apache', () => {
		neverFlips(() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 4 }));
	});
	describeWithServer('haproxy', 'HAProxy', () => {
		neverFlips(() => startHaproxy({ ...tls, verify: 'required' }));
	});
	describe('Node', () => {
		neverFlips(() => startNode({ ...tls, mode: 'reject-unauthorized' }));
	});
});

function neverFlips(start: () => Promise<RunningServer>): void {
	it('each id has one answer per TLS version, and nothing is inconclusive', async function () {
		this.timeout(180_000);
		const server = await start();
		const options = runOptions(server.port);
		const answers = new Map<string, Map<string, number>>();
		try {
			for (let round = 0; round < rounds; round += 1) {
				// RSA keys take longer than all the rest of a round; they are the same in each.
				const { run } = await startRun(options, new AbortController().signal, { keys });
				const { findings } = await run;
				for (const finding of findings) count(answers, caseOf(finding), answerOf(finding));
			}
		} finally {
			await server.stop();
		}
		expect(answers.size).to.be.greaterThan(100);
		const all = [...answers].map(([name, counts]) => ({
			name,
			counts: Object.fromEntries(counts),
		}));
		expect(all.filter(({ counts }) => Object.keys(counts).length > 1)).to.deep.equal([]);
		expect(all.filter(({ counts }) => Object.values(counts)[0] !== rounds)).to.deep.equal([]);
		const open = all.filter(({ counts }) => Object.keys(counts).join().includes('inconclusive'));
		expect(open).to.deep.equal([]);
	});
}

function caseOf({ id, tls: version, instance }: Finding): string {
	return [id, version, instance].filter((it) => it !== null).join(' ');
}

function answerOf({ verdict, outcome, layer, alert, status }: Finding): string {
	return [verdict, outcome, layer, alert?.name ?? null, status].join(' ');
}

function count(answers: Map<string, Map<string, number>>, name: string, answer: string): void {
	const counts = answers.get(name) ?? new Map<string, number>();
	answers.set(name, counts.set(answer, (counts.get(answer) ?? 0) + 1));
}
