/** The family `route` against applications in this process: healthy habits, and what is written. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { hallPath, ledger, ledgerPath } from '../../../fixtures/endpoints/ledger.ts';
import { type RawApp, startRawEndpoint } from '../../../fixtures/endpoints/raw-endpoint.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { runAgainst, serverTls } from '../lab.ts';
import { withServer } from '../own-server.ts';

const options: Partial<RunOptions> = {
	...{ only: ['route'], tls: ['TLSv1.3'] },
	...{ paths: [ledgerPath], openPaths: [hallPath] },
};

const shell = 'the shell of this site, which loads whatever there is to see by itself\n';
const strict = ledger({ guard: 'application' });

/** So many words that pages have more of them in common than of their own. */
const frame = Array.from({ length: 120 }, (_, index) =>
	`menu${index}`.replaceAll(/\d/gu, (digit) => 'abcdefghij'[Number(digit)] ?? ''),
).join(' ');

describe('healthy habits of sites with a guarded path', () => {
	green('unknown paths get the shell of the site', (request) => {
		const answer = strict(request);
		return answer.status === 404 ? { status: 200, text: shell } : answer;
	});

	green('other spellings are redirected to the usual one', (request) => {
		const answer = strict(request);
		return answer.status === 404 ? { status: 301, text: 'over there\n' } : answer;
	});

	green('all methods but GET are answered alike, as preflights are', (request) =>
		request.method === 'OPTIONS' ? { status: 204, text: '' } : strict(request),
	);

	green('a page is framed as all pages of the site are', (request) => {
		const { status, text } = strict(request);
		return { status: status === 404 ? 200 : status, text: `${frame}\n${text}` };
	});

	green('the front page has much of the protected one', (request) => {
		const { status, text } = strict(request);
		const isFront = request.target === '/';
		return { status, text: isFront ? 'the private ledger of the administrators, with news' : text };
	});

	it('whose protected page is the shell of the site: skipped, a marker would tell', async () => {
		const app: RawApp = (request) => {
			const { status } = strict(request);
			return status === 403 ? { status, text: 'no\n' } : { status: 200, text: shell };
		};
		const run = await against(app);
		expect([exitCode(run), idsWith(run, 'inconclusive')]).to.deep.equal([0, []]);
		const { outcome, message } = findingOf(run, 'route/other-case');
		expect(outcome).to.equal('skipped');
		expect(message).to.contain('--path').and.contain('--marker');
	});
});

describe('a broken guard', () => {
	const lax = ledger({ guard: 'as-written', leniencies: ['case'], guarded: ['GET'] });

	it('is found by likeness and by a marker, and by a method that no marker is for', async () => {
		const methods = ['head', 'post', 'options', 'unknown-method', 'lower-case-method'];
		const escapes = ['other-case', 'absolute-form', ...methods].map((name) => `route/${name}`);
		const run = await against(lax);
		expect(idsWith(run, 'deviates')).to.deep.equal(escapes);
		expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
		const marked = await against(lax, { markers: [parseRule('body:/private ledger/')] });
		// Its answer to any POST has what the marker looks for.
		expect(idsWith(marked, 'deviates')).to.deep.equal([...escapes, 'route/method-override']);
		expect(idsWith(marked, 'inconclusive')).to.deep.equal([]);
	});

	it('is told by an answer that greets nobody, where HEAD is told by its length', async () => {
		const greeting: RawApp = (request) => {
			const { status, text } = lax(request);
			return { status, text: `${text}${request.isVerified ? 'welcome back, my friend' : ''}` };
		};
		const only = ['route/other-case', 'route/head'];
		const run = await against(greeting, { only });
		expect(exitCode(run)).to.not.equal(0);
		expect(idsWith(run, 'conforms')).to.not.include.members(only);
	});
});

describe('what is written', () => {
	it('stands in the observation as it left, and the server reads the same', async () => {
		const seen: string[] = [];
		const app: RawApp = (request) => {
			if (!request.isVerified) seen.push(`${request.method} ${request.target}`);
			return strict(request);
		};
		const query = '?of=today';
		const run = await against(app, { paths: [`${ledgerPath}${query}`] });
		const heads = run.findings
			.filter(({ id }) => id.startsWith('route/'))
			.flatMap(({ observation }) => observation?.connections.at(-1)?.sent.heads ?? [])
			.map((head) => head.split(' HTTP/1.1')[0] ?? '');
		expect(heads).to.include.members([
			`GET /%61dmin/ledger${query}`,
			`GET /ADMIN/LEDGER${query}`,
			`GET //admin/ledger${query}`,
			`GET /admin%2fledger${query}`,
			`GET /\\admin/ledger${query}`,
			`GET /public/hall/..;/..;/admin/ledger${query}`,
			`GET ${ledgerPath}${query}&x`,
			`GET /admin/ledger#x${query}`,
			`get ${ledgerPath}${query}`,
		]);
		expect(seen).to.include.members(heads);
	});
});

function green(title: string, app: RawApp): void {
	it(`${title}: green`, async () => {
		const run = await against(app);
		expect(idsWith(run, 'deviates')).to.deep.equal([]);
		expect(idsWith(run, 'inconclusive')).to.deep.equal([]);
		expect(exitCode(run)).to.equal(0);
		expect(idsWith(run, 'conforms')).to.include.members(['route/other-case', 'route/head']);
	});
}

function against(app: RawApp, different: Partial<RunOptions> = {}): Promise<Run> {
	return withServer(startRawEndpoint({ speaks: 'tls', tls: serverTls }, app), ({ port }) =>
		runAgainst(port, { ...options, ...different }),
	);
}
