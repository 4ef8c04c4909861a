import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { afterEach, before, describe, it } from 'mocha';
import { openSecondThread, type SecondThread } from '../../../harness/probe/second-thread.ts';
import { startRun } from '../../../harness/run.ts';
import type { Run } from '../../../harness/finding.ts';
import { bundledCli } from '../../bundled-cli.ts';
import { runOptions } from '../lab.ts';
import { type OwnServer, startOwn, withServer } from '../own-server.ts';

const only = ['control', 'presence', 'trust', 'validity', 'resumption'];

describe('a second thread', () => {
	let thread: SecondThread;
	let entry: URL;
	before(async () => {
		entry = new URL('../probe/thread.js', pathToFileURL(await bundledCli()));
	});
	afterEach(() => thread.close());

	it('finds what one thread finds', async () => {
		await withServer(startOwn(), async (server) => {
			thread = openSecondThread(entry);
			await thread.ready;
			const shared = await run(server, thread);
			expect(thread.probed()).to.be.greaterThan(0);
			expect(verdicts(shared)).to.deep.equal(verdicts(await run(server)));
			expect(shared.conclusion).to.equal('conforms');
		});
	});

	it('that breaks leaves its probes to the first', async () => {
		await withServer(startOwn(), async (server) => {
			thread = openSecondThread(new URL('data:text/javascript,throw new Error("broken")'));
			const alone = await run(server, thread);
			expect(thread.probed()).to.equal(0);
			expect(alone.conclusion).to.equal('conforms');
			expect(alone.summary.inconclusive).to.equal(0);
		});
	});

	it('that dies in the middle leaves what it had begun to the first', async () => {
		await withServer(startOwn(), async (server) => {
			// It takes one order and is gone.
			const dying = `import { parentPort } from 'node:worker_threads';
				parentPort.on('message', () => process.exit(1));
				parentPort.postMessage({ kind: 'ready' });`;
			thread = openSecondThread(new URL(`data:text/javascript,${encodeURIComponent(dying)}`));
			await thread.ready;
			const rest = await run(server, thread);
			expect(rest.conclusion).to.equal('conforms');
			expect(rest.summary.inconclusive).to.equal(0);
		});
	});

	it('stops when the run is interrupted', async () => {
		// It accepts connections and never says a word.
		const { createServer } = await import('node:net');
		const silent = createServer();
		const stop = new AbortController();
		// Half of them are in the other thread: more than Node lets listen to a signal without a warning.
		const atOnce = 24;
		let opened = 0;
		silent.on('connection', () => {
			opened += 1;
			if (opened === atOnce) stop.abort();
		});
		await new Promise<void>((resolve) => {
			silent.listen(0, '127.0.0.1', resolve);
		});
		thread = openSecondThread(entry);
		await thread.ready;
		const address = silent.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		const settings = {
			address: { host: '127.0.0.1', port },
			servername: null,
			authority: 'localhost',
			tls: 'TLSv1.3' as const,
			path: '/',
			method: 'GET',
			confidential: null,
			rules: { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] },
			sketchKey: null,
			secrets: [],
			timeoutMs: 60_000,
			waitMs: null,
		};
		setMaxListeners(0, stop.signal);
		const said: string[] = [];
		const write = process.stderr.write.bind(process.stderr);
		process.stderr.write = (text: string | Uint8Array): boolean => said.push(String(text)) > 0;
		const observations = await Promise.all(
			Array.from({ length: atOnce }, () =>
				thread.probe([{ credential: null }], settings, async () => {}, stop.signal),
			),
		);
		await thread.close();
		process.stderr.write = write;
		expect(thread.probed()).to.equal(atOnce / 2);
		for (const { connections } of observations) {
			expect(connections[0].ending).to.equal('aborted');
		}
		expect(said.join('')).to.not.contain('Warning');
		silent.close();
	});
});

async function run({ port }: OwnServer, thread?: SecondThread): Promise<Run> {
	const signal = AbortSignal.timeout(60_000);
	const parts = thread === undefined ? {} : { probe: thread.probe };
	return (await startRun(runOptions(port, { only }), signal, parts)).run;
}

function verdicts({ findings }: Run): readonly unknown[] {
	return findings.map(({ id, tls, verdict, outcome, sent }) => ({
		id,
		tls,
		verdict,
		outcome,
		certificates: sent.certificates,
	}));
}
