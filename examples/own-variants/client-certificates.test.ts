import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate, exitCode, lab } from 'mtls-gauntlet';
import config from './mtls-gauntlet.config.ts';

const run = await lab('node', 'server.js', { ...config, suite: 'smoke' });

describe('client certificates', () => {
	for (const finding of run.findings) {
		it(`${finding.id} ${finding.tls}`, () => {
			const { pass, message } = evaluate(finding);
			assert.ok(pass, message);
		});
	}

	it('those of the office are turned away with 403', () => {
		const office = run.findings.find(({ id }) => id === 'acme/office-client');
		assert.equal(office?.status, 403);
	});

	it('make a run that the command line would end with 0', () => {
		assert.equal(exitCode(run), 0);
	});
});
