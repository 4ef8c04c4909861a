import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withComparison } from '../../harness/compare/with-comparison.ts';
import type { Finding, Run } from '../../harness/finding.ts';
import { renderMarkdown } from '../../reports/markdown.ts';
import { location } from '../harness/compare/compared-runs.ts';
import {
	hostile,
	sampleDeviation,
	sampleFinding,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

const formatting = {
	markup: '**b** _i_ ~~s~~ $x$ # h > q `c` ``d`` [l](u) ![i](u) [^1] | cell | \\| \\',
	html: '</code></details><script>alert(1)</script><!-- c --> &lt;b&gt;',
	links: 'https://evil.example www.evil.example mail@evil.example @team #12 ftp://x',
	fences: '``` ```` ~~~',
	longest: '\u202e'.repeat(5000),
	widest: '|'.repeat(5000),
};

describe('the Markdown report', () => {
	it('begins with what the run came to, and can be found again', () => {
		const [marker, headline, , subtitle] = markdown([sampleFinding()]).split('\n');
		expect(marker).to.equal('<!-- mtls-gauntlet -->');
		expect(headline).to.equal(
			'## ✅ mTLS conforms: everything planned was tested and nothing fails',
		);
		expect(subtitle)
			.to.include('localhost:8443')
			.and.to.match(/mtls-gauntlet 0\.1\.0$/u);
		expect(markdown([sampleDeviation()])).to.match(/^## ⛔ mTLS deviates: /mu);
		expect(markdown([sampleSilence()])).to.match(/^## ❔ mTLS inconclusive: /mu);
		expect(markdown([], { interrupted: true })).to.match(/^## ⚠️ mTLS: the run was interrupted/mu);
	});

	it('counts by family where nothing was compared', () => {
		const text = markdown([
			sampleFinding(),
			sampleDeviation({ id: 'trust/a' }),
			sampleDeviation({ id: 'trust/b', fails: false }),
			sampleSilence({ id: 'trust/c' }),
			sampleSkip({ id: 'trust/d' }),
		]);
		expect(text).to.include('| <code>validity</code> | 1 | 1 | 0 | 0 | 0 | 0 |');
		expect(text).to.include('| <code>trust</code> | 3 | 0 | 2 | 1 | 1 | 1 |');
		expect(text).to.include('| **all** | 4 | 1 | 2 | 1 | 1 | 1 |');
		expect(text).to.include('- no answer within 5 s: <code>trust/c</code>');
	});

	it('folds away what fails, with its rule, the fix and how to see it', () => {
		const paths = ['/', '/api'].map((path) => sampleDeviation({ path, reason: 'verify=NONE' }));
		expect(markdown([...paths, sampleFinding({ id: 'trust/a' })])).to.include(`### What fails

<details><summary><code>validity/expired</code> end-entity certificate expired an hour ago (high, MUST)</summary>

- **accepted with HTTP 200, expected a rejection**
- where: TLS 1.3 · /, /api
- expected: reject (MUST)
- observed: accept: HTTP 200; its reason: verify=NONE
- rule: RFC 5280 §6.1.3: &#34;The certificate validity period includes the current time.&#34;
- fix: verify client certificates: ssl&#95;verify&#95;client on

\`\`\`
mtls-gauntlet pki DIR --only validity/expired
openssl s_client -connect localhost:8443 -tls1_3 -cert DIR/cert.pem -key DIR/key.pem
\`\`\`

</details>`);
	});

	it('has a table of what changed, weaker first', () => {
		const old = sampleDeviation({ id: 'signature/old' });
		const [a, b] = ['trust/a', 'trust/b'];
		const base = sampleRun([
			sampleFinding(),
			sampleDeviation({ id: a }),
			sampleFinding({ id: b }),
			old,
		]);
		const now = sampleRun([
			sampleDeviation(),
			sampleFinding({ id: a }),
			sampleSkip({ id: b }),
			old,
		]);
		const text = renderMarkdown(withComparison(now, base, 'main.json'));
		const rows = text.split('\n').filter((line) => line.startsWith('| '));
		expect(rows.map((row) => row.split(' | ')[0])).to.deep.equal([
			'| change',
			'| ---',
			'| ⛔ weaker',
			'| other',
			'| ✅ stronger',
		]);
		expect(rows[2]).to.equal(
			'| ⛔ weaker | lets in: end-entity certificate expired an hour ago<br><code>validity/expired</code> | /; TLS 1.3 | reject: HTTP 400 | accept: HTTP 200 |',
		);
		expect(text).to.include('## ⛔ mTLS deviates: weaker than before (1 variant)');
		expect(text).to.include(
			'As before, 1 variant would fail without the comparison: <code>signature/old</code>',
		);
		expect(text).to.include('compared with <code>main.json, made 2026-11-21 03:04 UTC</code>');
		expect(text.match(/<details>/gu)).to.have.lengthOf(1);
	});

	it('says that nothing changed', () => {
		const run = sampleRun([sampleFinding()]);
		const text = renderMarkdown(withComparison(run, run, 'main.json'));
		expect(text).to.include('No verdict changed.').and.to.not.include('| change |');
	});

	it('has a table of who gets where, and the notes of a lab', () => {
		const locations = [location('/', 'protected'), location('/a|b', 'open')];
		const text = markdown([sampleFinding()], {
			lab: { source: 'nginx nginx.conf', notes: ['nginx.conf:9: limit_req is left out'] },
			targets: [{ ...target, locations }],
			hints: ['--verify-depth would unlock 3'],
		});
		expect(text).to.include(
			'| <code>/</code> | ✅ protected | <code>location /</code><br>nginx.conf:7 |',
		);
		expect(text).to.include('| <code>/a&#124;b</code> | open |');
		expect(text).to.include(
			'- nginx.conf:9: limit&#95;req is left out\n- &#45;-verify-depth would',
		);
	});

	for (const [name, whole] of Object.entries({ ...hostile, ...formatting })) {
		it(`is no more than text, whatever it is told: ${name}`, () => {
			const text = whole.slice(0, 5000);
			const findings = Array.from({ length: 40 }, (_, at) =>
				hostileFindings(`${at}${text}`),
			).flat();
			const more = ['a', 'b', 'c', 'd'].map((it) => ({ ...target, url: it + text }));
			const now = sampleRun(findings, {
				...{ hints: [text], lab: { source: text, notes: [text] } },
				targets: [{ ...target, url: text, limits: [text], locations: [written(text)] }, ...more],
			});
			const base = sampleRun(
				findings.map((it) => ({ ...it, verdict: 'reject', outcome: 'conforms' })),
			);
			for (const run of [now, withComparison(now, base, text), withComparison(now, now, text)]) {
				const shown = renderMarkdown(run);
				expect(shown.length).to.be.below(65_536);
				expect(shown).to.not.match(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
				const outside = shown.replaceAll(/^(`{3,})\n[^]*?\n\1$/gmu, '').replaceAll(ownTags, '');
				expect(outside).to.not.match(/[<>[\]@`]|:\/\/|www\./u);
				for (const row of shown.split('\n').filter((line) => line.startsWith('| '))) {
					expect(row.match(/ \| /gu)?.length, row).to.be.oneOf([3, 4, 6]);
				}
			}
		});
	}

	it('gives every section less room where all are full', () => {
		const ids = Array.from({ length: 400 }, (_, at) => `trust/v-${at}`);
		const old = ids.slice(0, 30).map((id) => sampleDeviation({ id: `${id}${'|'.repeat(99)}` }));
		const silent = ids.map((id) => sampleSilence({ id: `x/${id}`, message: `silent: ${id}` }));
		const run = withComparison(
			sampleRun([...ids.map((id) => sampleDeviation({ id, title: id })), ...old, ...silent], {
				targets: [{ ...target, locations: ids.map((id) => location(`/${id}`, 'open')) }],
				hints: ids,
			}),
			sampleRun([...ids.map((id) => sampleFinding({ id })), ...old]),
		);
		const text = renderMarkdown(run);
		expect(text.length).to.be.within(20_000, 65_536);
		expect(text.match(/\d more/gu)?.length).to.be.above(4);
	});

	it('cuts what is too much, and counts it', () => {
		const many = Array.from({ length: 400 }, (_, at) => sampleDeviation({ id: `trust/v-${at}` }));
		const text = markdown(many);
		const shown = text.match(/<details>/gu)?.length ?? 0;
		expect(shown).to.be.above(10);
		expect(text).to.include(`${400 - shown} more: they stand in the JSON report`);
	});
});

const ownTags = /<!-- mtls-gauntlet -->|<\/?(?:details|summary|code)>|<br>/gu;

const target = {
	url: 'https://localhost:8443/',
	kind: 'server',
	address: '127.0.0.1:8443',
	limits: [],
} as const;

function written(text: string): ReturnType<typeof location> {
	return location(text, 'open', { written: text, where: text, because: text });
}

function hostileFindings(text: string): readonly Finding[] {
	const changes: Partial<Finding> = {
		...{ id: `trust/${text}`, family: text, title: text, message: text, why: text, fix: text },
		...{ reason: text, code: text, status: null, instance: text, path: text, target: text },
		...{ reproduce: [text.slice(0, 2000)], affected: text },
		cites: [{ section: 'RFC 5280 §6', quote: text }],
	};
	return [sampleDeviation(changes), sampleSilence({ ...changes, id: `path/${text}` })].map(
		(it) => ({
			...it,
			...cut(it),
		}),
	);
}

/** As long as a report may have them, so that the test stays quick. */
function cut(finding: Finding): Partial<Finding> {
	return Object.fromEntries(
		Object.entries(finding).flatMap(([name, value]: [string, unknown]) =>
			typeof value === 'string' ? [[name, value.slice(0, 3000)]] : [],
		),
	);
}

function markdown(findings: readonly Finding[], changes: Partial<Run> = {}): string {
	return renderMarkdown(sampleRun(findings, changes));
}
