import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Run } from '../../harness/finding.ts';
import type { PageData } from '../../reports/html/page-data.ts';
import { renderHtml } from '../../reports/html.ts';
import { everywhere } from './hostile-run.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleObservation,
	sampleRun,
	sampleSilence,
} from './sample-run.ts';

/** As much as a saved report holds in one string. */
const megabyte = hostile.megabyte.slice(0, 131_072);

const breakouts = {
	markup: '</script><script>pwned=1</script><img src=x onerror=pwned=1>"\'><svg onload=pwned=1>',
	comments: '<!-- <script> --> ]]> <style>*{}</style></style></title></noscript></textarea>',
	schemes: 'javascript:alert(1)//https://evil.example data:text/html,<script>1</script>',
	prototype: '__proto__',
	templates: '${1} {{1}} %s <%= 1 %>',
	key: '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----',
};

describe('the HTML report', () => {
	it('lets run and load only what it holds', () => {
		const html = renderHtml(sampleRun([sampleDeviation(), sampleFinding()]));
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1] ?? '';
		const style = /<style>([^]*?)<\/style>/u.exec(html)?.[1] ?? '';
		const script = /<script>([^]*?)<\/script>/u.exec(html)?.[1] ?? '';
		expect(policy.split('; ')).to.deep.equal([
			"default-src 'none'",
			`script-src ${sourceHash(script)}`,
			`style-src ${sourceHash(style)}`,
			'img-src data:',
			"base-uri 'none'",
			"form-action 'none'",
		]);
		expect(style).to.not.match(/url\(|@import/iu);
		expect(script).to.not.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/u);
		expect(links(html).filter((it) => !it.startsWith('#'))).to.deep.equal([]);
		expect(html).to.not.match(/<(?:link|img|iframe|object|embed|base|form)\b/iu);
	});

	for (const [name, text] of Object.entries({ ...hostile, ...breakouts, megabyte })) {
		it(`keeps ${name} from breaking out, wherever it stands`, () => {
			const html = renderHtml(everywhere(text));
			expect(tags(html)).to.deep.equal(tags(renderHtml(everywhere('harmless'))));
			expect(links(html).filter((it) => !it.startsWith('#'))).to.deep.equal([]);
			expect(html).to.not.match(/(?!\u200d)[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
			expect(html.replaceAll(/[\t\n]/gu, '')).to.not.match(/\p{Cc}/u);
			expect(html).to.not.contain('BEGIN EC PRIVATE KEY');
			const data = /<script type="application\/json" id="data">([^]*?)<\/script>/u.exec(html)?.[1];
			expect(JSON.parse(data ?? ''))
				.to.have.property('findings')
				.with.length(3);
		});
	}

	it('says first what the run came to and what the exit code means', () => {
		const first = (run: Run): string =>
			(/<h2 id="conclusion">([^]*?)<\/section>/u.exec(renderHtml(run))?.[1] ?? '')
				.replaceAll(/<[^>]*>|\s+/gu, ' ')
				.replaceAll(/ +/gu, ' ');
		expect(first(sampleRun([sampleFinding()]))).to.match(/✓ conforms: .*Exit code 0/u);
		expect(first(sampleRun([sampleDeviation()]))).to.match(/✗ deviates: .*Exit code 1/u);
		expect(first(sampleRun([sampleSilence()]))).to.match(/\? inconclusive: .*Exit code 3/u);
		const broken = sampleRun([sampleFinding()], { interrupted: true });
		expect(first(broken)).to.match(/\? interrupted; so far.*Exit code 130/u);
		const shard = sampleRun([sampleFinding()], {
			shard: { index: 1, count: 3, plan: 'ab', failOn: 'medium' },
		});
		expect(first(shard)).to.contain('part 1 of 3');
	});

	it('tells what fails in full without any script', () => {
		const html = renderHtml(sampleRun([sampleDeviation(), sampleFinding({ tls: 'TLSv1.2' })]));
		const shown = html.slice(0, html.indexOf('<script'));
		for (const text of [
			...['validity/expired', 'accepted with HTTP 200, expected a rejection'],
			...['RFC 5280 §6.1.3', 'ssl_verify_client on', 'openssl s_client -connect'],
		]) {
			expect(shown).to.contain(text);
		}
		expect(shown).to.contain('<noscript>');
	});

	it('tells of waivers, changes, targets and what narrows the run', () => {
		const waiver = {
			...{ entry: 1, id: 'validity/*', reason: 'until the new CA', expires: '2026-12-24' },
		};
		const run = sampleRun([sampleFinding({ outcome: 'waived', waiver, verdict: 'accept' })], {
			targets: ['https://a.example/', 'https://b.example/'].map((url) => ({
				...{ url, kind: 'server', address: '192.0.2.1:443', conclusion: 'conforms' },
				limits: [`${url} refuses RSA-PSS`],
			})),
			hints: ['--client-ca would unlock 90 more'],
			lab: { source: 'nginx nginx.conf', notes: ['listen 443 was moved'] },
			waivers: {
				file: 'waivers.yaml',
				entries: [
					{
						...{ ...waiver, target: null, tls: null, path: null, observed: null },
						...{ waived: 0, covered: 0, expired: 2, changed: 0, conforming: 1, undecided: 0 },
						...{ uncovered: ['validity/expired'], seen: null, absent: [] },
					},
				],
			},
			comparison: { base: 'base.json', changes: [], notCompared: 0 },
		});
		const shown = renderHtml(run).replaceAll(/<[^>]*>/gu, ' ');
		for (const text of [
			...['until the new CA', '2026-12-24', 'expired: 2 no longer covered', 'waivers.yaml'],
			...['https://b.example/', 'refuses RSA-PSS', '--client-ca would unlock', 'listen 443'],
			...['Changes since base.json', 'No verdict changed'],
		]) {
			expect(shown).to.contain(text);
		}
	});

	it('says of several targets which one fails, by its name, and counts as the top does', () => {
		const urls = ['https://a.example/', 'https://b.example/'];
		const summary = { planned: 9, conforms: 3, deviates: 5, fails: 1, waived: 1, inconclusive: 0 };
		const run = sampleRun(
			urls.map((target) => (target === urls[0] ? sampleDeviation : sampleFinding)({ target })),
			{
				targets: urls.map((url, at) => ({
					...{ url, name: `orders-${at}`, kind: 'server', address: '', limits: [] },
					...{ conclusion: 'deviates', summary: { ...summary, skipped: 0 } },
				})),
			},
		);
		const html = renderHtml(run);
		const [, listed = ''] = /<ol class="failing">([^]*?)<dl/u.exec(html) ?? [];
		expect(listed).to.contain('orders-0').and.to.not.contain('orders-1');
		const [row = ''] = /<tr><td><code>https:\/\/a[^]*?<\/tr>/u.exec(html) ?? [];
		expect(row.replaceAll(/<[^>]*>/gu, ' ')).to.match(/✗\s+deviates\s+1\s+0\s+4\s+1\s+3\s+0/u);
		const data = JSON.parse(/id="data">([^]*?)<\/script>/u.exec(html)?.[1] ?? '') as PageData;
		expect(data.places.map(({ name }) => name)).to.deep.equal(['orders-0', 'orders-1']);
	});

	it('stays bounded, keeps what fails, and says what it left out', () => {
		const large = sampleObservation({ said: 'x'.repeat(3900), code: 'ECONNRESET' });
		const conforming = Array.from({ length: 2500 }, (_, at) =>
			sampleFinding({ path: `/${at}`, observation: large }),
		);
		const failing = sampleDeviation({ path: '/last', observation: large });
		const html = renderHtml(sampleRun([...conforming, failing]));
		expect(html.length).to.be.below(12_000_000);
		const data = JSON.parse(/id="data">([^]*?)<\/script>/u.exec(html)?.[1] ?? '') as PageData;
		expect(data.findings).to.have.length(2501);
		expect(data.findings.at(-1)?.details?.connections).to.have.length(1);
		expect(data.leftOut).to.be.above(300);
		expect(html).to.contain(`commands of ${data.leftOut} findings were left out`);
	});
});

function sourceHash(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What is followed or loaded, of every element. */
function links(html: string): readonly string[] {
	return [...html.matchAll(/\b(?:href|src|action|srcset|formaction)="([^"]*)"/giu)].map(
		([, value = '']) => value,
	);
}

/** Every element that a browser would make, in order. */
function tags(html: string): readonly string[] {
	return [...html.matchAll(/<(!?\/?[a-z][a-z\d]*|!--)/giu)].map(([, name = '']) => name);
}
