/** TAP, the Test Anything Protocol: a document that is both of version 13 and of version 14. */
import type { Finding, Run, SpooledRun } from '../harness/finding.ts';
import { plain } from './escape.ts';
import { type JunitCase, junitCases } from './junit-case.ts';
import { alone, targetLabels } from './junit-stream.ts';
import { type TestPoint, yamlBlock, testPointText } from './tap-text.ts';

/**
 * One test point for each case of the JUnit report, under the same name. What is waived is a failing
 * TODO, which every consumer counts as passed; what could not be concluded is not ok.
 */
export function renderTap(run: Run): string {
	const points = testPoints(run);
	const lines = points.map((point, index) => testPointText(point, index + 1));
	// Perl's prove (3.44) fails a document that says 14.
	return [`TAP version 13\n`, plan(run, points.length), ...lines, bail(run)].join('');
}

/** The same of several targets: the findings of one are in memory at a time. */
export async function* streamTap({ run, parts }: SpooledRun): AsyncIterable<string> {
	const label = targetLabels();
	let count = 0;
	yield 'TAP version 13\n';
	for await (const part of parts()) {
		if (part.findings.length === 0) continue;
		const name = part.target?.name ?? part.target?.url ?? part.findings[0]?.target ?? '';
		for (const point of testPoints(alone(run, part), label(name))) {
			yield testPointText(point, (count += 1));
		}
	}
	yield `${plan(run, count)}${bail(run)}`;
}

function plan({ conclusion, interrupted }: Run, count: number): string {
	if (count > 0) return `1..${count}\n`;
	// A plan of none passes: right for a shard that has nothing to do, wrong for what was stopped.
	return conclusion === 'conforms' && !interrupted ? '1..0 # SKIP nothing to test\n' : '';
}

function bail({ interrupted }: Run): string {
	return interrupted ? 'Bail out! the run was interrupted: this report is partial\n' : '';
}

/** `target` tells the names apart from those of other targets. */
function testPoints(run: Run, target?: string): readonly TestPoint[] {
	return junitCases(run, target).map((it, index) => testPoint(it, run.findings[index]));
}

/** `finding` is that of the case; a comparison has cases without one. */
function testPoint(it: JunitCase, finding: Finding | undefined): TestPoint {
	const { name, result } = it;
	if (finding?.outcome === 'waived') {
		const { expires = '', reason = '' } = finding.waiver ?? {};
		const why = `waived${expires === '' ? '' : ` until ${expires}`}: ${plain(reason, 300)}`;
		const text = result.kind === 'passed' ? result.text : '';
		const details = diagnostics(it, finding.message, text);
		return { ok: false, name, directive: ['TODO', why], details };
	}
	switch (result.kind) {
		case 'failure':
		case 'error':
			return { ok: false, name, details: diagnostics(it, result.message, result.text) };
		case 'skipped':
			return { ok: true, name, directive: ['SKIP', result.message], details: [] };
		case 'passed': {
			const isDeviation = finding?.outcome === 'deviates';
			const details = isDeviation ? diagnostics(it, finding.message, result.text) : [];
			return { ok: true, name, details };
		}
	}
}

function diagnostics(it: JunitCase, message: string, text: string): readonly string[] {
	return yamlBlock([['message', plain(message, 400)], ...it.properties], text.split('\n'));
}
