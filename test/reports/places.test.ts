import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding, Run } from '../../harness/finding.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { location } from '../harness/compare/compared-runs.ts';
import { hostile, sampleDeviation, sampleFinding, sampleRun } from './sample-run.ts';

describe('several places on the terminal', () => {
	const paths = ['/', '/api', '/admin'];

	it('share a row where they ended alike', () => {
		const text = plain(paths.flatMap((path) => onBoth(sampleFinding, { path })));
		expect(text).to.match(
			/^ {2}✓ validity\/expired {2}reject {8}1\.2, 1\.3 HTTP 400 \(3 paths\)$/mu,
		);
		expect(text.match(/validity\/expired/gu)).to.have.lengthOf(1);
	});

	it('have a row of their own where they differ', () => {
		const text = plain([
			...onBoth(sampleFinding, { path: '/' }),
			...onBoth(sampleDeviation, { path: '/api' }),
			...onBoth(sampleFinding, { path: '/admin' }),
		]);
		expect(text).to.match(/✓ validity\/expired +reject +1\.2, 1\.3 HTTP 400 \(\/, \/admin\)$/mu);
		expect(text).to.match(/✗ validity\/expired \/api +accept +1\.2, 1\.3 HTTP 200$/mu);
	});

	it('are named by their target where there are several', () => {
		const other = { target: 'https://b.example:8443/', servername: 'b.example' };
		const text = plain([sampleFinding(), sampleDeviation(other)]);
		expect(text).to.match(/✓ validity\/expired +reject .* \(https:\/\/localhost:8443\/\)$/mu);
		expect(text).to.match(/✗ validity\/expired +accept .* \(https:\/\/b\.example:8443\/\)$/mu);
		const long = plain([sampleFinding({ reason: 'x'.repeat(50) }), sampleDeviation(other)]);
		expect(long).to.match(/HTTP 400\n {6}“x{50}” \(https:\/\/localhost:8443\/\)$/mu);
		expect(plain([sampleFinding(), sampleFinding(other)])).to.include('HTTP 400 (2 targets)\n');
	});

	it('do not matter to what is about the target itself', () => {
		const check = { id: 'server-identity/name', observation: null, verdict: 'accept' } as const;
		const text = plain([
			...paths.map((path) => sampleFinding({ path })),
			...['/', '/api'].map((path) => sampleFinding({ ...check, path, status: null })),
		]);
		expect(text).to.match(/✓ server-identity\/name +accept +1\.3$/mu);
	});

	it('share a block, which lists them', () => {
		const text = plain(
			paths.flatMap((path) => onBoth(sampleDeviation, { path, reproduce: [`ask ${path}`] })),
		);
		expect(
			text.match(/^ {2}✗ validity\/expired {2}TLS 1\.2, 1\.3 · 3 places {2}high/gmu),
		).to.have.lengthOf(1);
		expect(text).to.include('    places     /, /api, /admin; what follows is of the first\n');
		expect(text).to.include('    reproduce  ask /\n').and.to.not.include('ask /api');
	});

	it('share a line of what is too little to fail', () => {
		const text = plain(
			paths.map((path) => sampleDeviation({ path, severity: 'low', fails: false })),
		);
		expect(text).to.match(/! validity\/expired {2}accept \(low\): .* \(3 places\)$/mu);
	});
});

describe("the target's own reason on the terminal", () => {
	it('stands in the row where it says more than the wire', () => {
		const reason = 'FAILED:certificate has expired';
		expect(plain([sampleFinding({ reason })])).to.match(
			/HTTP 400 “FAILED:certificate has expired”$/mu,
		);
		const alert = { number: 45, name: 'certificate_expired' };
		const same = plain([sampleFinding({ reason: 'certificate expired', alert, status: null })]);
		expect(same).to.match(/alert 45 certificate_expired$/mu);
	});

	it('stands in a line below where the row is full, and not where all is well', () => {
		const reason = 'x'.repeat(80);
		const text = plain([sampleFinding({ reason, id: `validity/${'long-'.repeat(6)}` })]);
		expect(text).to.match(/HTTP 400\n {6}“x{60} \[…\]”$/mu);
		const good = { expected: 'accept', verdict: 'accept', reason: 'SUCCESS', status: 200 } as const;
		expect(plain([sampleFinding(good)])).to.not.include('SUCCESS');
	});
});

describe('what a lab shows on the terminal', () => {
	const locations = [
		location('/', 'protected', { because: 'HTTP 400 without' }),
		location('/p', 'protected', { because: 'HTTP 400 without', tested: false }),
		location('/health', 'open', { because: 'HTTP 200 to all' }),
	];
	const lab = { source: 'nginx nginx.conf', notes: ['nginx.conf:9: limit_req is left out'] };

	it('is a table of who gets where, and the notes', () => {
		const text = plain([sampleFinding()], { lab, targets: [{ ...target, locations }] });
		expect(text).to.match(/^mtls-gauntlet 0\.1\.0 · nginx nginx\.conf · https:/u);
		expect(text).to.include(`who gets where at https://localhost:8443/
  ✓ /        protected              location / (nginx.conf:7)
  ! /p       protected, not tested  location /p (nginx.conf:7)
      HTTP 400 without
  ! /health  open                   location /health (nginx.conf:7)
      HTTP 200 to all
`);
		expect(text).to.include('notes on nginx nginx.conf\n  - nginx.conf:9: limit_req is left out\n');
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`is escaped: ${name}`, () => {
			const written = location(text, 'open', { written: text, where: text, because: text });
			const shown = plain([sampleFinding()], {
				lab: { source: text, notes: [text] },
				targets: [{ ...target, locations: [written] }],
			});
			expect(shown).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
			expect(shown.length).to.be.below(20_000);
		});
	}
});

const target = {
	url: 'https://localhost:8443/',
	kind: 'server',
	address: '127.0.0.1:8443',
	limits: [],
} as const;

function onBoth(
	make: (changes: Partial<Finding>) => Finding,
	changes: Partial<Finding>,
): readonly Finding[] {
	return (['TLSv1.2', 'TLSv1.3'] as const).map((tls) => make({ ...changes, tls }));
}

function plain(findings: readonly Finding[], changes: Partial<Run> = {}): string {
	return renderTerminal(sampleRun(findings, changes), { color: false });
}
