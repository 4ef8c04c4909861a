import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import type { Log } from 'sarif';
import { Parser } from 'tap-parser';
import { parseReport } from '../../reports/parse-report.ts';
import { readWorkflowCommands } from '../reports/read-workflow-commands.ts';
import { all, parseXml } from '../reports/strict-xml.ts';
import { expectValidSarif } from '../reports/valid-sarif.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';

describe('all reporters at once', () => {
	const folder = temporaryFolder();
	after(() => folder.remove());
	const read = (name: string): string => readFileSync(folder.path(name), 'utf8');

	it('say the same of one run', async () => {
		folder.write('summary.md', '');
		const kinds = ['junit', 'sarif', 'tap', 'markdown', 'json'];
		const { code, stdout, stderr } = await runCli(
			[
				...['demo', '--weak', '--only', 'trust/impostor-root', '--only', 'trust/wrong-root'],
				...['--only', 'validity/expired-five-minutes-ago', '--only', 'control/at-verify-depth'],
				...['--reporter', 'github', '--reporter', kinds.map((kind) => `${kind}=${kind}`).join(',')],
			],
			{ cwd: folder.path(''), env: { GITHUB_STEP_SUMMARY: folder.path('summary.md') } },
		);
		expect(code, stderr).to.equal(1);
		const { summary, findings } = parseReport(read('json'));
		expect(summary.fails).to.be.above(0);
		expect(summary.skipped).to.be.above(0);

		const made = expectValidSarif(JSON.parse(read('sarif')) as Log);
		const places = findings.filter(({ outcome }) => outcome === 'deviates').map(({ id }) => id);
		expect(new Set(made.results?.map(({ ruleId }) => ruleId))).to.deep.equal(new Set(places));
		expect(made.invocations?.[0]).to.include({ exitCode: 1, executionSuccessful: true });

		const parser = new Parser({ strict: true });
		parser.end(read('tap'));
		expect(parser).to.include({ count: findings.length, fail: summary.fails });
		expect(parser.skip).to.equal(summary.skipped);

		const junit = parseXml(read('junit'));
		expect(all(junit, 'testcase')).to.have.lengthOf(findings.length);
		expect(all(junit, 'failure')).to.have.lengthOf(summary.fails);

		// The terminal is not silenced by any of them, and nothing in it is an annotation.
		expect(stdout).to.include('(exit 1)');
		const kindsOf = new Set(readWorkflowCommands(stdout).map(({ name }) => name));
		expect(kindsOf).to.deep.equal(new Set(['error', 'warning']));
		expect(read('summary.md')).to.equal(read('markdown'));
	});
});
