/** The same question gets the same answer, run after run, in one process against one start of a server. */
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

/** What each server decides in its own way: nobody, strangers, dates, purposes, signatures, sessions. */
const core = [
	'presence',
	'trust',
	'possession',
	'resumption',
	'path/{missing-intermediate,ca-false,pathlen-violation,misordered}',
	'validity/{expired,not-yet-valid,expired-intermediate}',
	'key-usage/{server-auth-only,any-eku}',
	'signature/{tampered-signature,tampered-tbs,swapped-key,intermediate-tampered}',
	'constraints/{dns-outside-permitted,unknown-critical-extension}',
	'algorithm/{p-384,ed25519}',
];
const cores = [{ what: 'the core', only: core, rounds: 3 }];
const catalogue = { what: 'the catalogue', only: [] as readonly string[], rounds: 2 };
const tls = {
	credential: serverCredential,
	clientCa: certificatesPem([clientRoot.certificate]),
};

describe('runs in one process, one start of the server', () => {
	describeWithServer('nginx', 'nginx', () => {
		neverFlips(() => startNginx({ ...tls, verify: 'on', verifyDepth: 3 }), [catalogue, ...cores]);
	});
	describeWithServer('apache2', 'Apache', () => {
		neverFlips(() => startApache({ ...tls, verifyClient: 'require', verifyDepth: 4 }), cores);
	});
	describeWithServer('haproxy', 'HAProxy', () => {
		neverFlips(() => startHaproxy({ ...tls, verify: 'required' }), cores);
	});
	describe('Node', () => {
		neverFlips(() => startNode({ ...tls, mode: 'reject-unauthorized' }), cores);
	});
});

function neverFlips(
	start: () => Promise<RunningServer>,
	selections: readonly (typeof catalogue)[],
): void {
	for (const { what, only, rounds } of selections) {
		it(`${what}, ${rounds} times: each id has one answer per TLS version`, async function () {
			this.timeout(180_000);
			await sameAnswers(start, only, rounds);
		});
	}
}

async function sameAnswers(
	start: () => Promise<RunningServer>,
	only: readonly string[],
	rounds: number,
): Promise<void> {
	const server = await start();
	const options = runOptions(server.port, { only });
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
	expect(answers.size).to.be.greaterThan(50);
	const all = [...answers].map(([name, counts]) => ({
		name,
		counts: Object.fromEntries(counts),
	}));
	expect(all.filter(({ counts }) => Object.keys(counts).length > 1)).to.deep.equal([]);
	expect(all.filter(({ counts }) => Object.values(counts)[0] !== rounds)).to.deep.equal([]);
	const open = all.filter(({ counts }) => Object.keys(counts).join().includes('inconclusive'));
	expect(open).to.deep.equal([]);
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
