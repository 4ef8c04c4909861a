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
	sampleObservation,
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
			sampleDeviation({ id: 'signature/sha1', severity: 'medium' }),
			sampleDeviation({ id: 'presence/no-certificate', severity: 'critical' }),
		]);
		const order = [...text.matchAll(/^ {2}[✗!] (\S+) {2}TLS/gm)].map(([, id]) => id);
		expect(order).to.deep.equal(['presence/no-certificate', 'signature/sha1']);
	});

	it('has one line for what deviates and fails nothing, both versions in it', () => {
		const weak = { id: 'signature/rsa-1024', severity: 'low', fails: false } as const;
		const text = plain([
			sampleDeviation({ ...weak, title: 'an RSA key of 1024 bits' }),
			sampleDeviation({ ...weak, title: 'an RSA key of 1024 bits', tls: 'TLSv1.2' }),
			sampleDeviation(),
		]);
		expect(
			text.match(/signature\/rsa-1024 {2}accept \(low\): an RSA key of 1024 bits$/gm),
		).to.have.lengthOf(1);
		expect(text).to.match(/^ {2}! signature\/rsa-1024 {2}accept \(low\)/m);
		expect(text.match(/^ +fix /gm)).to.have.lengthOf(1);
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

	it('shows once what a target says to several, and names them', () => {
		const silent = Array.from({ length: 40 }, (_, at) => sampleSilence({ id: `trust/v-${at}` }));
		const text = plain([sampleFinding(), ...silent]);
		expect(text.match(/^ {2}\? \S+ {2}TLS 1\.3/gm)).to.have.lengthOf(1);
		expect(text).to.match(/^ {4}likewise {3}trust\/v-1 trust\/v-2 /m);
		expect(text).to.include('trust/v-39');
		expect(text).to.match(/^ {2}\? trust\/v-39 +inconclusive/m);
		expect(text).to.not.match(/^ +fix /m);
	});

	it('has no table for a target that says the same to everything', () => {
		const ids = Array.from({ length: 40 }, (_, at) => `trust/v-${at}`);
		const text = plain([
			...ids.map((id) => sampleSilence({ id })),
			...ids.map((id) => sampleSilence({ id, tls: 'TLSv1.2' })),
			sampleSilence({ id: 'control/valid', status: 404 }),
			sampleSkip(),
		]);
		expect(text.match(/\? trust\/v-/g)).to.have.lengthOf(1);
		expect(text).to.match(/^ {2}\? trust\/v-0 {2}TLS 1\.2, 1\.3 /m);
		expect(text).to.match(/^ {4}likewise {3}everything else$/m);
	});

	for (const [end, words] of [
		['close', 'closed'],
		['reset', 'reset'],
	] as const) {
		it(`says of a bare ${end} what it is, and the code in the block only`, () => {
			const bare = (tls: 'TLSv1.2' | 'TLSv1.3', code: string): Finding =>
				sampleDeviation({
					...{ tls, code, status: null, verdict: 'reject', expected: 'accept' },
					observation: sampleObservation({ ending: end, code, response: null }),
				});
			const text = plain([bare('TLSv1.2', 'ECONNRESET'), bare('TLSv1.3', 'UND_ERR_SOCKET')]);
			expect(text).to.match(
				new RegExp(
					`^ {2}✗ validity/expired {2}reject +1\\.2, 1\\.3 ${words} without an alert$`,
					'm',
				),
			);
			expect(text).to.include(`reject: ${words} without an alert (ECONNRESET)\n`);
			expect(text).to.include(`reject: ${words} without an alert (UND_ERR_SOCKET)\n`);
		});
	}

	it('keeps every line within 100 columns, but for commands', () => {
		const long = 'depth '.repeat(40).trimEnd();
		const alert = { number: 116, name: 'certificate_required' };
		const text = plain(
			[
				sampleFinding({ tls: 'TLSv1.2', status: null, alert }),
				sampleFinding({ status: null, alert: { ...alert, name: 'certificate_revoked_for_good' } }),
				sampleSkip({ id: 'constraints/unknown-critical-extension', message: long }),
				sampleDeviation({ id: 'constraints/unknown-critical-extension', message: long, fix: long }),
			],
			{ hints: [long], targets: [{ ...sampleTarget, limits: [long] }] },
		);
		const lines = text.split('\n').filter((line) => !/openssl s_client/.test(line));
		expect(lines.filter((line) => line.length > 100)).to.deep.equal([]);
		expect(text).to.match(/^ {2}✓ validity\/expired .*1\.2 alert 116 .*\n {40,}1\.3 alert/m);
	});

	it('ends with limits, hints, numbers and what the exit code means', () => {
		const text = plain(
			[
				sampleFinding(),
				sampleDeviation({ id: 'trust/a' }),
				sampleDeviation({ id: 'trust/b', fails: false }),
				sampleSilence({ id: 'trust/c' }),
				sampleSkip(),
			],
			{
				targets: [{ ...sampleTarget, limits: ['refuses two intermediates'] }],
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

const sampleTarget = {
	url: 'https://localhost:8443/',
	kind: 'server',
	address: '127.0.0.1:8443',
} as const;

const ending = `
limits of the target
  - refuses two intermediates

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
