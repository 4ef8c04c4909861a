import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding, Run } from '../../harness/finding.ts';
import { renderFinding, renderTerminal } from '../../reports/terminal.ts';
import {
	hostile,
	sampleConnection,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

describe('the terminal report', () => {
	it('shows a conforming variant on one line, with what each TLS version answered', () => {
		const text = plain([
			sampleFinding(),
			sampleFinding({
				tls: 'TLSv1.2',
				status: null,
				layer: 'tls',
				alert: { number: 45, name: 'certificate_expired' },
			}),
		]);
		expect(text).to.match(
			/^validity\n {2}✓ validity\/expired {2}reject +1\.3 HTTP 400 · 1\.2 alert 45 certificate_expired$/m,
		);
		expect(text).to.not.include('reproduce');
	});

	it('merges the versions that say the same', () => {
		const text = plain([sampleFinding(), sampleFinding({ tls: 'TLSv1.2' })]);
		expect(text).to.match(/✓ validity\/expired {2}reject +1\.2, 1\.3 HTTP 400$/m);
	});

	it('says what was sent, expected and observed, the rule, the fix and how to see it', () => {
		const text = plain([
			sampleDeviation({ reason: 'verify=NONE', code: 'X' }),
			sampleDeviation({
				tls: 'TLSv1.2',
				reason: 'verify=NONE',
				code: 'X',
				reproduce: ['openssl …'],
			}),
		]);
		const block = [
			'  ✗ validity/expired  TLS 1.2, 1.3  high, MUST',
			'    accepted with HTTP 200, expected a rejection',
			'    sent       end-entity certificate expired an hour ago (1 certificate)',
			'    expected   reject (MUST)',
			'    observed   accept: HTTP 200 (X); its reason: verify=NONE',
			'    rule       RFC 5280 §6.1.3: "The certificate validity period includes the current time."',
			'    why        Expiry is the only revocation that many systems have.',
			'    fix        verify client certificates: ssl_verify_client on',
			'    reproduce  mtls-gauntlet pki DIR --only validity/expired',
			'               openssl s_client -connect localhost:8443 -tls1_3 -cert DIR/cert.pem -key DIR/key.pem',
			'               openssl …',
		].join('\n');
		expect(text).to.include(`${block}\n`);
	});

	it('keeps versions apart that deviate in different ways', () => {
		const text = plain([
			sampleDeviation(),
			sampleDeviation({ tls: 'TLSv1.2', status: 302, message: 'accepted with HTTP 302' }),
		]);
		expect(text.match(/^ {2}✗ validity\/expired {2}TLS/gm)).to.have.lengthOf(2);
	});

	it('puts the worst deviation first', () => {
		const text = plain([
			sampleDeviation({ id: 'signature/rsa-1024', severity: 'critical', fails: false }),
			sampleDeviation({ id: 'signature/sha1', severity: 'medium' }),
			sampleDeviation({ id: 'presence/no-certificate', severity: 'critical' }),
		]);
		const order = [...text.matchAll(/^ {2}[✗!] (\S+) {2}TLS/gm)].map(([, id]) => id);
		expect(order).to.deep.equal([
			'presence/no-certificate',
			'signature/sha1',
			'signature/rsa-1024',
		]);
	});

	it('names an empty Certificate message, and the connection of several', () => {
		const empty = sampleConnection({
			sent: { ...sampleConnection().sent, message: 'empty', sha256: [] },
		});
		const observation = { connections: [empty, empty], again: null, retries: 0 } as const;
		const sent = { certificates: 0, sha256: [] };
		const text = renderFinding(sampleDeviation({ observation, sent }), { color: false });
		expect(text.replaceAll(/\s+/g, ' ')).to.include(
			'(an empty Certificate message, connection 2 of 2)',
		);
	});

	it('sends nothing for a check', () => {
		const check = sampleDeviation({ observation: null, sent: { certificates: 0, sha256: [] } });
		expect(renderFinding(check, { color: false })).to.not.match(/^ +sent /m);
	});

	it('groups skipped variants by reason', () => {
		const text = plain([
			sampleSkip({ id: 'path/pathlen-violation' }),
			sampleSkip({ id: 'path/pathlen-violation', tls: 'TLSv1.2' }),
			sampleSkip({ id: 'trust/refused-credential', message: 'needs --refused-cert' }),
			sampleSkip({ id: 'path/ca-false' }),
		]);
		expect(text).to.include(
			[
				'skipped',
				'  - needs a CA that the target trusts (--client-ca)',
				'      path/pathlen-violation path/ca-false',
				'  - needs --refused-cert',
				'      trust/refused-credential',
			].join('\n'),
		);
	});

	it('shows the reason of a waiver', () => {
		const text = plain([sampleFinding({ outcome: 'waived', message: 'until 2027: old fleet' })]);
		expect(text).to.include('waived\n  ~ until 2027: old fleet\n      validity/expired');
	});

	it('shows once what a dead target says to everything', () => {
		const text = plain(
			Array.from({ length: 40 }, (_, at) => sampleSilence({ id: `trust/variant-${at}` })),
		);
		expect(text.match(/^ {2}\? \S+ {2}TLS 1\.3/gm)).to.have.lengthOf(1);
		expect(text).to.match(/^ {4}likewise {3}trust\/variant-1 trust\/variant-2 /m);
		expect(text).to.include('trust/variant-39');
		expect(text).to.not.match(/^ +fix /m);
	});

	it('ends with limits, hints, numbers and what the exit code means', () => {
		const [target] = sampleRun([]).targets;
		const text = plain(
			[
				sampleFinding(),
				sampleDeviation({ id: 'trust/a' }),
				sampleDeviation({ id: 'trust/b', fails: false }),
				sampleSilence({ id: 'trust/c' }),
				sampleSkip(),
			],
			{
				targets: target === undefined ? [] : [{ ...target, limits: ['refuses two intermediates'] }],
				hints: ['--client-ca would unlock 34 variants'],
			},
		);
		expect(text.endsWith(ending)).to.equal(true);
	});

	it('says the exit code of each conclusion', () => {
		expect(plain([sampleFinding()])).to.match(/\nconforms: .* \(exit 0\)\n$/);
		expect(plain([sampleSilence()])).to.match(/\ninconclusive: .* \(exit 3\)\n$/);
		expect(plain([], { interrupted: true })).to.match(/\ninterrupted: .*partial.* \(exit 130\)\n$/);
	});

	it('colours only when told', () => {
		const run = sampleRun([sampleDeviation(), sampleFinding({ id: 'trust/wrong-root' })]);
		const [off, on] = [false, true].map((color) => renderTerminal(run, { color })) as [
			string,
			string,
		];
		expect(off).to.not.include('\u001b');
		expect(on).to.include('\u001b[31m');
		expect(stripVTControlCharacters(on)).to.equal(off);
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`escapes what a hostile target sent: ${name}`, () => {
			const shown = plain(...hostileFindings(text));
			expect(shown).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
			expect(shown.length).to.be.below(100_000);
		});
	}

	it('prints nothing that a CI system would take for a command', () => {
		const commands = '::error file=x::y ::stop-commands::z ##[error]a ##vso[task.x]b ##teamcity[c]';
		const shown = plain(...hostileFindings(`${'long '.repeat(15)}${commands}`));
		expect(shown).to.not.match(/##[a-z]*\[/);
		expect(shown).to.not.match(/^\s*::/m);
		expect(shown).to.include('file=x::y');
	});
});

const ending = `
limits of the target
  refuses two intermediates

hint: --client-ca would unlock 34 variants
4 planned: 1 conforms, 2 deviate (1 fails), 1 inconclusive; 1 skipped (2.1 s)
deviates: the target does not do what the rules ask (exit 1)
`;

function plain(findings: readonly Finding[], changes: Partial<Run> = {}): string {
	return renderTerminal(sampleRun(findings, changes), { color: false });
}

function hostileFindings(text: string): [readonly Finding[], Partial<Run>] {
	const changes: Partial<Finding> = {
		id: `trust/${text}`,
		family: text,
		title: text,
		message: text,
		why: text,
		fix: text,
		reason: text,
		code: text,
		status: null,
		instance: text,
		reproduce: [text],
		cites: [{ section: 'RFC 5280 §6', quote: text }],
	};
	return [
		[
			sampleFinding(changes),
			sampleDeviation(changes),
			sampleDeviation({ ...changes, alert: { number: 45, name: text } }),
			sampleSilence(changes),
			sampleSkip(changes),
			sampleFinding({ ...changes, outcome: 'waived' }),
		],
		{
			hints: [text],
			targets: [
				{ url: text, kind: 'server', address: text, limits: [text] },
				{ url: `b${text}`, kind: 'server', address: text, limits: [text] },
			],
		},
	];
}
