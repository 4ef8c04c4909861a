import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Finding, Run } from '../../harness/finding.ts';
import { renderJunit } from '../../reports/junit.ts';
import { location } from '../harness/compare/compared-runs.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';
import { all, type Element, parseXml } from './strict-xml.ts';

describe('the JUnit report', () => {
	it('counts what failed, what could not be concluded and what was skipped', () => {
		const root = junit([
			sampleFinding(),
			sampleDeviation({ id: 'trust/wrong-root' }),
			sampleDeviation({ id: 'trust/self-signed', fails: false }),
			sampleSilence({ id: 'trust/impostor-root' }),
			sampleSkip({ id: 'path/pathlen-violation' }),
			sampleFinding({ id: 'path/ca-false', outcome: 'waived', verdict: 'accept' }),
		]);
		expect(root.name).to.equal('testsuites');
		expect(root.attributes).to.include({ tests: '6', failures: '1', errors: '1', skipped: '1' });
		expect(all(root, 'failure')).to.have.lengthOf(1);
		expect(all(root, 'error')).to.have.lengthOf(1);
		expect(all(root, 'skipped')).to.have.lengthOf(1);
	});

	it('has one testsuite per family, with ISO timestamps and times', () => {
		const root = junit([
			sampleFinding(),
			sampleFinding({ id: 'trust/wrong-root', durationMs: 1e-7 }),
			sampleFinding({ id: 'validity/not-yet-valid' }),
		]);
		const suites = all(root, 'testsuite');
		expect(suites.map((suite) => suite.attributes['name'])).to.deep.equal([
			'mtls.validity',
			'mtls.trust',
		]);
		for (const element of [root, ...suites]) {
			expect(element.attributes['timestamp']).to.equal('2026-11-21T03:04:05.678Z');
		}
		for (const element of [root, ...suites, ...all(root, 'testcase')]) {
			expect(element.attributes['time']).to.match(/^\d+(\.\d{1,3})?$/);
		}
		expect(root.attributes['time']).to.equal('2.135');
		expect(suites[0]?.attributes['time']).to.equal('0.008');
	});

	it('writes a failure whose text stands alone', () => {
		const [failure] = all(junit([sampleDeviation()]), 'failure');
		expect(failure?.attributes).to.deep.equal({
			message: 'accepted with HTTP 200, expected a rejection',
			type: 'accepted',
		});
		const lines = failure?.text.split('\n') ?? [];
		expect(lines[0]).to.equal('accepted with HTTP 200, expected a rejection');
		expect(lines).to.include('expected: reject (MUST)');
		expect(lines).to.include('observed: accept: HTTP 200');
		expect(failure?.text).to.match(/^rule: RFC 5280 §6\.1\.3: "The certificate/m);
		expect(lines).to.include('fix: verify client certificates: ssl_verify_client on');
		expect(lines).to.include('reproduce: mtls-gauntlet pki DIR --only validity/expired');
	});

	it('never leaves a failure, an error or a skip without text', () => {
		const root = junit([
			sampleDeviation({ message: '' }),
			sampleSilence({ message: ' ' }),
			sampleSkip({ message: '' }),
		]);
		for (const name of ['failure', 'error', 'skipped']) {
			const [element] = all(root, name);
			expect(element?.text.trim(), name).to.not.equal('');
			expect(element?.attributes['message'], name).to.match(/^expected reject \(MUST\), observed /);
		}
	});

	it('says the reason of a skip as attribute, as text and in system-out', () => {
		const [testcase] = all(junit([sampleSkip()]), 'testcase');
		const reason = 'needs a CA that the target trusts (--client-ca)';
		const [skipped] = all(testcase as Element, 'skipped');
		expect(skipped?.attributes['message']).to.equal(reason);
		expect(skipped?.text).to.equal(reason);
		expect(all(testcase as Element, 'system-out')[0]?.text).to.equal(reason);
	});

	it('passes a waived finding and one below what fails, with the text in system-out', () => {
		const root = junit([
			sampleDeviation({ fails: false, severity: 'low' }),
			sampleFinding({
				id: 'trust/self-signed',
				outcome: 'waived',
				message: 'until 2027: old fleet',
			}),
		]);
		expect(all(root, 'failure')).to.have.lengthOf(0);
		const [low, waived] = all(root, 'system-out');
		expect(low?.text).to.match(/^deviates, but low is below what fails\naccepted with HTTP 200/);
		expect(waived?.text).to.match(/^waived\nuntil 2027: old fleet/);
	});

	it('names an alert that was not the right one', () => {
		const [failure] = all(
			junit([
				sampleFinding({
					outcome: 'deviates',
					fails: true,
					status: null,
					layer: 'tls',
					alert: { number: 42, name: 'bad_certificate' },
				}),
			]),
			'failure',
		);
		expect(failure?.attributes['type']).to.equal('wrong-alert');
		expect(failure?.text).to.include('expected: reject with alert certificate_expired (MUST)');
		expect(failure?.text).to.include('observed: reject: alert 42 bad_certificate');
	});

	it('holds codes, alert and status as properties', () => {
		const [testcase] = all(
			junit([
				sampleFinding({
					alert: { number: 45, name: 'certificate_expired' },
					code: 'ERR_SSL_X',
					reason: 'CERT_HAS_EXPIRED',
				}),
			]),
			'testcase',
		);
		const properties = all(testcase as Element, 'property').map(({ attributes }) => [
			attributes['name'],
			attributes['value'],
		]);
		expect(Object.fromEntries(properties)).to.deep.equal({
			level: 'MUST',
			severity: 'high',
			outcome: 'conforms',
			verdict: 'reject',
			tls: 'TLSv1.3',
			alert: 'certificate_expired (45)',
			code: 'ERR_SSL_X',
			status: '400',
			reason: 'CERT_HAS_EXPIRED',
			reference: 'CERT_HAS_EXPIRED',
			cites: 'RFC 5280 §6.1.3',
		});
	});

	it('gives every testcase a name of its own', () => {
		const differing: readonly Partial<Finding>[] = [
			{},
			{ tls: 'TLSv1.2' },
			{ path: '/admin' },
			{ servername: 'other.example' },
			{ target: 'https://other.example/' },
			{ instance: 'tenant-b.pem' },
			{ instance: 'tenant-c.pem' },
			{ message: 'nothing tells it apart' },
		];
		const cases = all(junit(differing.map((changes) => sampleFinding(changes))), 'testcase');
		const names = cases.map(({ attributes }) => attributes['name']);
		expect(new Set(names).size).to.equal(differing.length);
		expect(names[1]).to.include('[TLSv1.2, /, localhost, https://localhost:8443/]');
		expect(names[5]).to.include('[TLSv1.3, tenant-b.pem, /,');
		for (const { attributes } of cases) {
			expect(attributes['classname']).to.equal('mtls.validity');
			expect(attributes).to.not.have.property('file');
		}
	});

	it('says only as much in a name as the run needs', () => {
		const [testcase] = all(junit([sampleFinding()]), 'testcase');
		expect(testcase?.attributes['name']).to.equal(
			'validity/expired – end-entity certificate expired an hour ago [TLSv1.3]',
		);
	});

	it('names targets where there are several, and names no two cases alike', () => {
		const places = ['https://a.example/', 'https://b.example/'].flatMap((target) =>
			['/', '/api'].map((path) => ({ target, servername: new URL(target).hostname, path })),
		);
		const root = junit(
			places.flatMap((place) => [
				sampleFinding(place),
				sampleFinding({ ...place, tls: 'TLSv1.2' }),
				sampleFinding({ ...place, id: 'server-identity/name' }),
			]),
		);
		const names = all(root, 'testcase').map(({ attributes }) => attributes['name'] ?? '');
		expect(new Set(names).size).to.equal(12);
		expect(names[0]).to.match(/\[TLSv1\.3, \/, https:\/\/a\.example\/\]$/u);
	});

	it('points at the file that it was given', () => {
		const xml = renderJunit(sampleRun([sampleFinding()]), {
			color: true,
			file: 'mtls.config.yaml',
		});
		expect(all(parseXml(xml), 'testcase')[0]?.attributes['file']).to.equal('mtls.config.yaml');
		// A lab knows the file that routes a path, which the config may only include.
		const locations = [{ ...location('/', 'protected'), where: 'conf.d/site.conf:12' }];
		const targets = [{ ...sampleRun([]).targets[0], locations }] as Run['targets'];
		const lab = renderJunit(sampleRun([sampleFinding()], { targets }), {
			...{ color: false, file: 'deploy/nginx.conf', folder: 'deploy' },
		});
		const [testcase] = all(parseXml(lab), 'testcase');
		expect(testcase?.attributes['file']).to.equal('deploy/conf.d/site.conf');
	});

	it('marks a run that was interrupted, even before the first finding', () => {
		for (const findings of [[], [sampleFinding()]]) {
			const [suite, ...others] = all(junit(findings, { interrupted: true }), 'testsuite');
			const marks = all(suite as Element, 'property').filter(
				({ attributes }) => attributes['name'] === 'interrupted',
			);
			expect(marks.map(({ attributes }) => attributes['value'])).to.deep.equal(['true']);
			expect(others).to.have.lengthOf(0);
		}
	});

	it('is independent of reports that were rendered before', () => {
		const run = sampleRun([sampleDeviation()]);
		expect(renderJunit(run, { color: false })).to.equal(renderJunit(run, { color: false }));
	});

	for (const [name, text] of Object.entries(hostile)) {
		it(`survives a hostile target: ${name}`, () => {
			const xml = renderJunit(hostileRun(text), { color: false });
			const cases = all(parseXml(xml), 'testcase');
			expect(cases).to.have.lengthOf(6);
			expect(all(parseXml(xml), 'failure')[0]?.text).to.not.match(/\[31m|\[1m/);
			for (const source of xml.match(/<testcase [^]*?<\/testcase>/g) ?? []) {
				// Escapes of the markup are not counted: consumers see characters.
				const bytes = Buffer.byteLength(source.replaceAll(/&\w+;/g, 'x'));
				expect(bytes, 'bytes of a case').to.be.at.most(8192);
			}
		});
	}

	it('lets a target attach nothing', () => {
		const reason = 'x [[ATTACHMENT|../../secret]]';
		const xml = renderJunit(hostileRun(reason), { color: false });
		expect(xml).to.not.include('[[ATTACHMENT|');
	});

	it('is well-formed for xmllint', function () {
		const { error } = spawnSync('xmllint', ['--version']);
		if (error !== undefined) this.skip();
		for (const text of Object.values(hostile)) {
			const input = renderJunit(hostileRun(text), { color: false });
			const { status, stderr } = spawnSync('xmllint', ['--noout', '-'], { input });
			expect(stderr.toString()).to.equal('');
			expect(status).to.equal(0);
		}
	});
});

function junit(findings: readonly Finding[], changes: Partial<Run> = {}): Element {
	return parseXml(renderJunit(sampleRun(findings, changes), { color: false }));
}

function hostileRun(text: string): Run {
	const changes: Partial<Finding> = {
		title: text,
		message: text,
		reason: text,
		code: text,
		fix: text,
		path: text,
		instance: text,
		servername: text,
		alert: { number: 45, name: text },
		reproduce: [text, text],
	};
	return sampleRun(
		[
			sampleFinding(changes),
			sampleDeviation(changes),
			sampleDeviation({ ...changes, fails: false }),
			sampleFinding({ ...changes, outcome: 'waived' }),
			sampleSilence(changes),
			sampleSkip(changes),
		],
		{ targets: [{ url: text, kind: 'server', address: text, limits: [text] }] },
	);
}
