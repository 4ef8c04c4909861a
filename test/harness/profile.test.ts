import { expect } from 'chai';
import { describe, it } from 'mocha';
import { catalogue, findVariant } from '../../fixtures/catalogue.ts';
import { family, severities, type Variant } from '../../fixtures/variant.ts';
import { byProfile } from '../../harness/profile.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { runAgainst } from './lab.ts';
import { startOwn, withServer } from './own-server.ts';

const atLeastMedium = ({ severity }: Variant): boolean =>
	severities.indexOf(severity) >= severities.indexOf('medium');

describe('--profile', () => {
	it('default is the catalogue as it stands', () => {
		expect(byProfile('default', catalogue)).to.equal(catalogue);
	});

	it('rfc5280 runs all of it, by the letter: whatever breaks a MUST fails a run', () => {
		const literal = byProfile('rfc5280', catalogue);
		expect(literal.map(({ id }) => id)).to.deep.equal(catalogue.map(({ id }) => id));
		for (const it of literal) {
			if (it.level === 'MUST' && it.expect !== 'either') {
				expect(atLeastMedium(it), it.id).to.equal(true);
			}
			const { letter } = findVariant(it.id) ?? {};
			if (letter?.level !== undefined) expect(it.level, it.id).to.equal(letter.level);
			if (letter?.expect !== undefined) expect(it.expect, it.id).to.equal(letter.expect);
		}
	});

	it('weighs no variant less than the catalogue does', () => {
		for (const profile of ['rfc5280', 'ndcpp', 'spiffe'] as const) {
			for (const it of byProfile(profile, catalogue)) {
				// By the letter some are open, and what is open weighs nothing.
				if (it.expect === 'either') continue;
				const usual = findVariant(it.id)?.severity ?? 'critical';
				const difference = severities.indexOf(it.severity) - severities.indexOf(usual);
				expect(difference, `${profile} ${it.id}`).to.be.at.least(0);
			}
		}
	});

	it('ndcpp runs the certification tests and the controls, each enough to fail a run', () => {
		const tests = byProfile('ndcpp', catalogue);
		for (const it of tests) {
			if (family(it) === 'control') continue;
			expect(it.covers ?? [], it.id).to.not.be.empty;
			expect(it.expect === 'either' || atLeastMedium(it), it.id).to.equal(true);
		}
		expect(tests.map(({ id }) => id)).to.include.members([
			'presence/no-certificate',
			'path/missing-intermediate',
			'validity/expired',
			'signature/tampered-signature',
			'signature/swapped-key',
			'path/no-basic-constraints',
			'path/ca-false',
			'key-usage/server-auth-only',
		]);
	});

	it('spiffe holds X509-SVID to its letter, and leaves the rest as it is', () => {
		for (const it of byProfile('spiffe', catalogue)) {
			const usual = findVariant(it.id);
			const isSpiffe = it.cites.some(({ section }) => section.startsWith('X509-SVID'));
			if (!isSpiffe && !it.id.includes('spiffe')) expect(it).to.equal(usual);
		}
		const twoUris = byProfile('spiffe', catalogue).find(
			({ id }) => id === 'identity/spiffe-two-uris',
		);
		expect(twoUris).to.include({ level: 'MUST', expect: 'reject' });
		expect(twoUris !== undefined && atLeastMedium(twoUris)).to.equal(true);
	});

	it('decides what fails, and stands in the report', async () => {
		// Node accepts RSA-1024 on a lower level, which is low by default.
		const lax = { rejectUnauthorized: true, ciphers: 'DEFAULT@SECLEVEL=0' };
		const only = ['key-usage/key-encipherment-only', 'signature/sha1'];
		const run = await withServer(startOwn(lax), ({ port }) =>
			runAgainst(port, { only, profile: 'rfc5280', tls: ['TLSv1.3'] }),
		);
		expect(run.profile).to.equal('rfc5280');
		const usage = run.findings.find(({ id }) => id === 'key-usage/key-encipherment-only');
		expect(usage).to.include({ severity: 'medium', outcome: 'conforms' });
		expect(renderTerminal(run, { color: false })).to.contain('· profile rfc5280');
	});
});
