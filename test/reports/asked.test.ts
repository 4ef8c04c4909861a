/** How an attempt that bends its request, its name or its session is told. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding } from '../../harness/finding.ts';
import type { ConnectionObservation, Sent } from '../../harness/observation.ts';
import { renderJunit } from '../../reports/junit.ts';
import { renderFinding, renderTerminal } from '../../reports/terminal.ts';
import {
	hostile,
	sampleConnection,
	sampleDeviation,
	sampleFinding,
	sampleRun,
} from './sample-run.ts';
import { all, parseXml } from './strict-xml.ts';

describe('what was asked', () => {
	it('is shown as it was written, without what every request has', () => {
		const heads = [
			'GET //admin HTTP/1.1\r\nHost: localhost:8443\r\nX-SSL-Client-Verify: SUCCESS\r\nConnection: close\r\n\r\n',
		];
		const asked = 'GET //admin HTTP/1.1 ⏎ X-SSL-Client-Verify: SUCCESS';
		expect(blockOf({ heads })).to.include(`    asked      ${asked}\n`);
		expect(junitOf({ heads })).to.include(`asked: ${asked}\n`);
	});

	it('has the Host where it is not the usual one', () => {
		const heads = [
			'GET / HTTP/1.1\r\nHost: b.test\r\nConnection: keep-alive\r\n\r\n',
			'POST / HTTP/1.1\r\nHost: localhost:8443\r\nHost: b.test\r\nContent-Length: 0\r\nConnection: x\r\n\r\n',
			'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
		];
		expect(blockOf({ heads })).to.include(
			[
				'    asked      GET / HTTP/1.1 ⏎ Host: b.test',
				'               POST / HTTP/1.1 ⏎ Host: localhost:8443 ⏎ Host: b.test ⏎ Connection: x',
				'               GET / HTTP/1.1 ⏎ (no Host)',
			].join('\n'),
		);
	});

	it('has the Host beside another server_name, also where it is the usual one', () => {
		const heads = ['GET / HTTP/1.1\r\nHost: localhost:8443\r\n\r\n'];
		expect(blockOf({ heads })).to.include('    asked      GET / HTTP/1.1\n');
		expect(blockOf({ heads, servername: 'www.test' })).to.include('⏎ Host: localhost:8443\n');
	});

	it('shows octets that are no text', () => {
		const heads = [
			'GET /a\0b\t\xe9\u0085 HTTP/1.1\r\nHost: localhost:8443\r\nX: a\nb\rc\x1b[31m\r\n\r\n',
		];
		expect(blockOf({ heads })).to.include(
			'GET /a\\x00b\\t\\xe9\\x85 HTTP/1.1 ⏎ X: a\\nb\\rc\\x1b[31m',
		);
	});

	it('is what HTTP/2 calls it', () => {
		const head = (authority: string): string =>
			`:method: GET\n:scheme: https\n:authority: ${authority}\n:path: /x\nhost: c.test`;
		const heads = [head('localhost:8443'), head('b.test')];
		expect(blockOf({ heads })).to.include(
			'GET /x HTTP/2 ⏎ host: c.test\n               GET /x HTTP/2 ⏎ :authority: b.test ⏎ host: c.test\n',
		);
	});

	it('is cut where it is long', () => {
		const head = `GET /${'a'.repeat(8000)} HTTP/1.1\r\n\r\n`;
		const heads = Array.from({ length: 9 }, () => head);
		expect(blockOf({ heads })).to.include('… and 5 more').and.have.length.below(5000);
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`leaves a case of JUnit under 8 KB, and steers no terminal: ${name}`, () => {
			const heads = Array.from(
				{ length: 5 },
				() => `GET /${text} HTTP/1.1\r\nHost: ${text}\r\n\r\n`,
			);
			const finding = bent(
				{ sent: { heads, servername: text }, address: text },
				{ affected: text, why: text, fix: text, reproduce: [text, text] },
			);
			const xml = renderJunit(sampleRun([finding]), { color: false });
			expect(all(parseXml(xml), 'testcase')).to.have.lengthOf(1);
			const [source = ''] = /<testcase [^]*<\/testcase>/u.exec(xml) ?? [];
			expect(Buffer.byteLength(source.replaceAll(/&\w+;/gu, 'x'))).to.be.at.most(8192);
			const shown = renderFinding(finding, { color: false });
			expect(shown).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
		});
	}

	it('keeps TLS versions apart that asked for different things', () => {
		const findings = (['TLSv1.2', 'TLSv1.3'] as const).map((tls) =>
			bent({ sent: { heads: [`GET /${tls} HTTP/1.1\r\n\r\n`] } }, { tls }),
		);
		const text = renderTerminal(sampleRun(findings), { color: false });
		expect(text).to.include('GET /TLSv1.2').and.to.include('GET /TLSv1.3');
	});
});

describe('what was sent', () => {
	const sentOf = (last: Bent, first?: Bent): string =>
		/sent {7}(.*?) {4}expected/u
			.exec(
				renderFinding(bent(last, {}, first), { color: false }).replaceAll(/\n( {15})?/gu, ' '),
			)?.[1]
			?.trim() ?? '';
	const title = 'end-entity certificate expired an hour ago';

	it('names the server_name where it is not the usual one', () => {
		expect(sentOf({})).to.equal(`${title} (1 certificate)`);
		expect(sentOf({ sent: { servername: 'b.test' } })).to.equal(
			`${title} (1 certificate, server_name b.test)`,
		);
		expect(sentOf({ sent: { servername: null } })).to.include('(1 certificate, no server_name)');
	});

	it('names another listener, and says that there was no TLS', () => {
		const at = { elsewhere: true, address: '127.0.0.1:8080' } as const;
		expect(sentOf({ ...at, plaintext: true, sent: { servername: null } })).to.equal(
			`${title} (HTTP without TLS, at 127.0.0.1:8080)`,
		);
	});

	it('says whose session was resumed', () => {
		const first = { sent: { servername: 'www.test', sha256: [] } };
		const offered = { sent: { offeredSession: true } };
		const handshake = { ...sampleConnection().handshake, resumed: true };
		expect(sentOf({ ...offered, handshake }, first)).to.include(
			'connection 2 of 2 resumes the session of connection 1: no certificate, server_name www.test)',
		);
		expect(sentOf(offered, {})).to.include(
			'connection 2 of 2 offers the session of connection 1: 1 certificate)',
		);
		expect(sentOf({}, first)).to.include('connection 2 of 2)');
	});
});

describe('what a finding says of its reach', () => {
	it('is what an attacker gains, what is affected and how to fix it', () => {
		const affected = 'nginx before 1.27.4 (CVE-2025-23419)';
		const finding = sampleDeviation({ affected });
		const block = renderFinding(finding, { color: false });
		expect(block).to.match(/\n {4}why {8}Expiry.*\n {4}affected {3}nginx before .*\n {4}fix {8}/u);
		const text = junitText(finding);
		expect(text).to.match(/^why: Expiry .*\naffected: nginx before .*\nfix: /mu);
		expect(renderFinding(sampleDeviation(), { color: false })).to.not.include('affected');
	});

	it('has its commands in whole or not at all', () => {
		const command = `openssl s_client ${'-x'.repeat(600)}`;
		expect(junitText(sampleDeviation({ reproduce: [command] }))).to.include(
			`reproduce: ${command}`,
		);
		const text = junitText(
			sampleDeviation({ reproduce: Array.from({ length: 5 }, () => command) }),
		);
		expect(text).to.not.include('openssl');
		expect(text).to.match(/\nreproduce: the commands are too long/u);
	});
});

describe('findings of one variant at several names', () => {
	const names = ['b.test', 'c.test'];
	const at = (changes: Partial<Finding>): readonly Finding[] =>
		names.flatMap((instance) =>
			(['TLSv1.2', 'TLSv1.3'] as const).map((tls) =>
				sampleDeviation({ ...changes, instance, tls }),
			),
		);

	it('are a row and a block each in the terminal', () => {
		const text = renderTerminal(sampleRun(at({})), { color: false });
		for (const name of names) {
			expect(
				text.match(new RegExp(`✗ validity/expired ${name} +accept +1.2, 1.3`, 'gu')),
			).to.have.lengthOf(1);
			expect(
				text.match(new RegExp(`✗ validity/expired {2}TLS 1.2, 1.3 · ${name}`, 'gu')),
			).to.have.lengthOf(1);
		}
	});

	it('are all named where nothing could be concluded', () => {
		const verdict = 'inconclusive';
		const findings = at({ verdict, outcome: verdict, fails: false, message: 'a page like it' });
		const run = sampleRun([...findings, sampleFinding()]);
		const text = renderTerminal(run, { color: false });
		expect(text).to.match(/\? validity\/expired {2}TLS 1\.2, 1\.3 · b\.test/u);
		expect(text).to.match(/likewise {3}validity\/expired c\.test/u);
	});

	it('have names of their own in JUnit', () => {
		const cases = all(parseXml(renderJunit(sampleRun(at({})), { color: false })), 'testcase');
		const found = cases.map(({ attributes }) => attributes['name']);
		expect(new Set(found)).to.have.lengthOf(4);
		expect(found.join('\n'))
			.to.match(/\[TLSv1\.2, b\.test\]/u)
			.and.to.not.include('#2');
	});
});

type Bent = Partial<Omit<ConnectionObservation, 'sent'>> & { readonly sent?: Partial<Sent> };

function bent(last: Bent, changes: Partial<Finding> = {}, first?: Bent): Finding {
	const made = ({ sent, ...connection }: Bent): ConnectionObservation => ({
		...sampleConnection(connection),
		sent: { ...sampleConnection().sent, ...sent },
	});
	const connections =
		first === undefined ? ([made(last)] as const) : ([made(first), made(last)] as const);
	return sampleDeviation({ observation: { connections, again: null, retries: 0 }, ...changes });
}

function blockOf(sent: Partial<Sent>): string {
	return renderFinding(bent({ sent }), { color: false });
}

function junitOf(sent: Partial<Sent>): string {
	return junitText(bent({ sent }));
}

function junitText(finding: Finding): string {
	const [failure] = all(parseXml(renderJunit(sampleRun([finding]), { color: false })), 'failure');
	return failure?.text ?? '';
}
