/** Ctrl-C: reports that are partial, valid and marked, and exit 130. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { startHostile } from '../hostile/hostile-server.ts';
import { all, type Element, parseXml } from '../reports/strict-xml.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const { caFlags } = writeGivenFiles(folder);

interface Interrupted extends CliResult {
	readonly run: Run;
	readonly junit: Element;
}

describe('an interrupt', () => {
	it('while probing a good server keeps what was concluded, and marks the rest', async () => {
		const result = await interruptedAt(4, 'SIGINT');
		expectPartial(result);
		const { findings, summary } = result.run;
		// Four requests were answered; at 5 connections a second many more were to come.
		expect(summary.conforms).to.be.above(0);
		expect(summary.inconclusive).to.be.above(50);
		expect(summary).to.include({ deviates: 0, fails: 0 });
		for (const { id, outcome, verdict, tls } of findings) {
			// Offers of a protocol are answered in the handshake: no control has to follow.
			const isProbe = tls !== null && !id.startsWith('server-identity/');
			if (outcome === 'conforms' && isProbe) expect(verdict, id).to.equal('accept');
			// No control came after the refusals, so none of them counts.
			if (outcome === 'inconclusive') expect(verdict).to.equal('inconclusive');
		}
	});

	it('SIGTERM is one too', async () => {
		expectPartial(await interruptedAt(1, 'SIGTERM'));
	});

	it('while a mute server is waited for ends the run at once', async () => {
		const reports = reportFiles('mute');
		// Only the interrupt can end it: one probe may take longer than this test.
		const flags = [...caFlags, '--timeout', '600000', ...reports.flags];
		const mute = createServer((socket) => socket.resume());
		const result = await withServer(startHostile(mute), ({ url }) =>
			runCli([url, ...flags], {
				onStart: (kill) => mute.once('connection', () => kill('SIGINT')),
			}),
		);
		const interrupted = { ...result, ...reports.read() };
		expectPartial(interrupted);
		expect(interrupted.run.summary).to.include({ conforms: 0, deviates: 0 });
	});
});

/** Signals while the server answers that many requests. */
async function interruptedAt(requests: number, signal: NodeJS.Signals): Promise<Interrupted> {
	const reports = reportFiles(signal);
	let [answered, kill] = [0, (_signal: NodeJS.Signals): void => undefined];
	const server = startOwn({}, (_, response) => {
		answered += 1;
		if (answered === requests) kill(signal);
		response.end('hello\n');
	});
	const result = await withServer(server, ({ url }) =>
		runCli([url, ...caFlags, '--rate', '5/s', ...reports.flags], {
			onStart: (it) => {
				kill = it;
			},
		}),
	);
	expect(answered).to.be.at.least(requests);
	return { ...result, ...reports.read() };
}

function reportFiles(name: string): {
	readonly flags: readonly string[];
	read(): Pick<Interrupted, 'run' | 'junit'>;
} {
	const [xml, json] = [folder.path(`${name}.xml`), folder.path(`${name}.json`)];
	return {
		flags: ['--reporter', `junit=${xml}`, '--reporter', `json=${json}`],
		read: () => ({
			run: parseReport(readFileSync(json, 'utf8')),
			junit: parseXml(readFileSync(xml, 'utf8')),
		}),
	};
}

/** What holds for every run that was stopped. */
function expectPartial({ code, stdout, stderr, run, junit }: Interrupted): void {
	expect(code, stderr).to.equal(130);
	expect(run.interrupted).to.equal(true);
	expect(run.conclusion).to.equal('inconclusive');
	expect(run.findings).to.have.lengthOf(run.summary.planned + run.summary.skipped);
	expect(run.summary.inconclusive).to.be.above(0);

	expect(all(junit, 'testcase')).to.have.lengthOf(run.findings.length);
	expect(all(junit, 'error')).to.have.lengthOf(run.summary.inconclusive);
	expect(all(junit, 'skipped')).to.have.lengthOf(run.summary.skipped);
	for (const suite of all(junit, 'testsuite')) {
		const marks = all(suite, 'property').filter((it) => it.attributes['name'] === 'interrupted');
		expect(marks.map((it) => it.attributes['value'])).to.deep.equal(['true']);
	}

	expect(stdout).to.contain('interrupted: this report is partial').and.to.contain('(exit 130)');
	expect(stderr).to.not.match(/^\s+at |fault of the harness/mu);
}
