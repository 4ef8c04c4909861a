import { expect } from 'chai';
import { describe, it } from 'mocha';
import { reporters } from '../../reports/index.ts';
import { sampleDeviation, sampleRun } from './sample-run.ts';

describe('the reporters', () => {
	it('are known by the names of the command line', () => {
		expect(Object.keys(reporters).toSorted()).to.deep.equal([
			...['github', 'html', 'json', 'jsonl', 'junit', 'list', 'markdown', 'sarif', 'tap'],
		]);
	});

	it('each render a run in their own format', async () => {
		const run = sampleRun([sampleDeviation()]);
		const beginnings: Record<string, string> = {};
		for (const [name, load] of Object.entries(reporters)) {
			const render = await load();
			beginnings[name] = render(run, { color: false }).slice(0, 15);
		}
		expect(beginnings).to.deep.equal({
			list: 'mtls-gauntlet 0',
			junit: '<?xml version="',
			markdown: '<!-- mtls-gaunt',
			json: '{\n\t"schemaVersi',
			jsonl: '{"kind":"run","',
			html: '<!doctype html>',
			sarif: '{\n\t"$schema": "',
			tap: 'TAP version 13\n',
			github: '::error title=m',
		});
	});
});
