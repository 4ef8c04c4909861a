/** Reports that are written as a stream, and tables of targets. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run, TargetSummary } from '../../harness/finding.ts';
import { summarize } from '../../harness/conclude.ts';
import { renderHtml } from '../../reports/html.ts';
import { renderJson } from '../../reports/json.ts';
import { renderJsonLines, streamJsonLines } from '../../reports/json-lines.ts';
import { streamJson } from '../../reports/json-stream.ts';
import { junitFiles, streamJunit } from '../../reports/junit-stream.ts';
import { renderMarkdown } from '../../reports/markdown.ts';
import { parseJsonLines } from '../../reports/parse-json-lines.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { asSpooled } from '../../reports/spooled-run.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import {
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';
import { all, parseXml } from './strict-xml.ts';

const hostile = '\u001b[31m<b>"]]>\n';
const options = { color: false };

describe('a run over several targets', () => {
	const run = several();

	it('is the same JSON in pieces as in one', async () => {
		expect(await joined(streamJson(asSpooled(run)))).to.equal(renderJson(run));
		const { certificates: _, ...without } = run;
		expect(await joined(streamJson(asSpooled(without)))).to.equal(renderJson(without));
		const empty = { ...without, findings: [], targets: [] };
		expect(await joined(streamJson(asSpooled(empty)))).to.equal(renderJson(empty));
	});

	it('comes back whole from JSON lines', async () => {
		const lines = await joined(streamJsonLines(asSpooled(run)));
		expect(lines).to.equal(renderJsonLines(run));
		expect(await parseJsonLines(lines)).to.deep.equal(parseReport(renderJson(run)));
	});

	const broken: readonly (readonly [string, (lines: string[]) => readonly string[], RegExp])[] = [
		['its end', (lines) => lines.slice(0, -1), /end is missing/u],
		['a line', (lines) => lines.filter((_, at) => at !== 3), /\d findings were written/u],
		['half a line', (lines) => [...lines.slice(0, 4), lines[4]?.slice(0, 30) ?? ''], /not JSON/u],
		['a target', (lines) => lines.filter((it) => !it.includes('"kind":"target"')), /target/u],
		['nothing, but more follows', (lines) => [...lines, ...lines.slice(-1)], /follows the end/u],
		['an order', (lines) => [...lines.slice(0, 1), ...lines.slice(1).toReversed()], /./u],
	];
	for (const [name, breaks, message] of broken) {
		it(`is not read from JSON lines that lack ${name}`, async () => {
			const lines = renderJsonLines(run).trimEnd().split('\n');
			const error: unknown = await parseJsonLines(breaks(lines).join('\n')).catch(
				(it: unknown) => it,
			);
			expect(error).to.be.instanceOf(Error).with.property('message').match(message);
		});
	}

	it('is one JUnit file with counts that are right and names that are unique', async () => {
		const root = parseXml(await joined(streamJunit(asSpooled(run), options)));
		const cases = all(root, 'testcase');
		const names = cases.map(({ attributes: { classname, name } }) => `${classname} ${name}`);
		expect(new Set(names)).to.have.property('size', run.findings.length);
		for (const [index, { url }] of run.targets.entries()) {
			expect(names.some((name) => name.includes(index === 0 ? 'first' : url))).to.equal(true);
		}
		const count = (name: string): string => String(all(root, name).length);
		expect(root.attributes).to.include({
			...{ tests: count('testcase'), failures: count('failure') },
			...{ errors: count('error'), skipped: count('skipped') },
		});
		for (const suite of all(root, 'testsuite')) {
			expect(suite.attributes['tests']).to.equal(String(all(suite, 'testcase').length));
		}
	});

	it('is a JUnit file for each target', async () => {
		const files: { readonly name: string; readonly text: string }[] = [];
		for await (const file of junitFiles(asSpooled(run), options)) files.push(file);
		expect(files.map(({ name }) => name)).to.deep.equal(['first', 'b.example', 'b.example-2']);
		expect(files.flatMap(({ text }) => all(parseXml(text), 'testcase'))).to.have.lengthOf(
			run.findings.length,
		);
	});

	it('that found nothing is JUnit with a suite all the same', async () => {
		const empty = { ...run, findings: [], summary: summarize([]), targets: [] };
		const root = parseXml(await joined(streamJunit(asSpooled(empty), options)));
		expect(all(root, 'testsuite')).to.have.lengthOf(1);
	});

	it('is a table of targets for people', () => {
		const terminal = renderTerminal(run, options);
		expect(terminal).to.include('targets\n  ✗ first');
		expect(terminal).to.include('  ? https://b.example/');
		expect(terminal).to.include('1 of 3 targets does not do what the rules ask (exit 1)');
		expect(renderMarkdown(run)).to.include('| <code>first</code> | ⛔ | 2 | 1 | 1 | 1 | 0 | 0 |');
	});

	it('says once, and not of every variant, that a target is dead', () => {
		const dead = 'https://dead.example/';
		const ids = ['validity/expired', 'validity/inverted', 'trust/self-signed'];
		const findings = [
			...ids.map((id) => sampleFinding({ id, target: 'https://a.example/' })),
			...ids.map((id) => sampleSilence({ id, target: dead, message: 'no connection' })),
		];
		const text = renderTerminal({ ...run, findings }, options);
		expect(text.match(/no connection/gu)).to.have.lengthOf(1);
		expect(text).to.match(/likewise +everything else of https:\/\/dead\.example\/$/mu);
		expect(text.match(/trust\/self-signed/gu)).to.have.lengthOf(1);
	});

	it('does not call conforming what is waived', () => {
		const [first, ...others] = run.targets;
		const { summary } = first ?? {};
		if (first === undefined || summary === undefined) throw new Error('no summary');
		const waived = { ...summary, waived: 1, deviates: 0, fails: 0 };
		const targets = [{ ...first, summary: waived, conclusion: 'conforms' } as const, ...others];
		expect(renderMarkdown({ ...run, targets }))
			.to.include('| target |  | planned | conform | waived | deviate |')
			.and.to.include('| <code>first</code> | ✅ | 2 | 1 | 1 | 0 | 0 | 0 | 0 |');
	});

	it('is called a part where it is one', () => {
		const shard = { index: 1, count: 2, plan: 'ab', failOn: 'medium' } as const;
		const part = sampleRun([sampleFinding()], { shard, targets: run.targets.slice(0, 1) });
		const text = 'in shard 1/2 everything planned was tested';
		for (const render of [renderTerminal, renderMarkdown, renderHtml]) {
			expect(render(part, options)).to.include(text);
		}
	});

	it('has rows for what is wrong, and a count of the rest', () => {
		const targets = Array.from({ length: 200 }, (_, at) => ({
			...target(`https://t${at}.example/`, at === 150 ? [sampleDeviation()] : [sampleFinding()]),
		}));
		const many = { ...run, targets };
		const terminal = renderTerminal(many, options);
		expect(terminal).to.include('targets\n  ✗ https://t150.example/  1 fail');
		expect(terminal).to.include('  … 199 more conform');
		expect(renderMarkdown(many)).to.include('199 more conform');
	});

	it('of which findings are left out shows no table that would look complete', () => {
		const cut = { ...run, findings: run.findings.filter(({ fails }) => fails), leftOut: 3 };
		expect(renderTerminal(cut, options)).not.to.match(/^validity$/mu);
		expect(renderTerminal(run, options)).to.match(/^validity$/mu);
		expect(renderMarkdown(cut)).not.to.include('| family |');
	});

	it('of one target looks as it always did', () => {
		const one = { ...run, targets: run.targets.slice(0, 1) };
		expect(renderTerminal(one, options)).not.to.match(/^targets$/mu);
	});
});

function several(): Run {
	const findings = [
		sampleFinding({ target: 'https://a.example/', message: hostile }),
		sampleDeviation({ target: 'https://a.example/', id: 'trust/wrong-root' }),
		sampleSilence({ target: 'https://b.example/' }),
		sampleSkip({ target: 'https://b.example/', id: 'trust/wrong-root' }),
		sampleFinding({ target: 'https://b.example/#2', reason: hostile }),
	];
	const of = (url: string): TargetSummary =>
		target(
			url,
			findings.filter((it) => it.target === url),
		);
	const certificate = {
		...{ size: 500, version: 3, serial: '01', subject: hostile, issuer: 'CN=ca' },
		...{ notBefore: '2026-11-21T00:00:00Z', notAfter: null, keyAlgorithm: 'EC P-256' },
		...{ signatureAlgorithm: 'ecdsa-with-SHA256', extensions: {} },
	};
	return sampleRun(findings, {
		targets: [
			{ ...of('https://a.example/'), name: 'first' },
			...[of('https://b.example/'), of('https://b.example/#2')],
		],
		certificates: { ['ab'.repeat(32)]: certificate },
	});
}

function target(url: string, findings: Run['findings']): TargetSummary {
	const summary = summarize(findings);
	const conclusion =
		summary.fails > 0 ? 'deviates' : summary.inconclusive > 0 ? 'inconclusive' : 'conforms';
	return { url, kind: 'server', address: '127.0.0.1:1', limits: [], summary, conclusion };
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
	let text = '';
	for await (const piece of pieces) text += piece;
	return text;
}
