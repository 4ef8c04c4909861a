/** Rule 13 in runs; its tables are in calibration.test.ts. */
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { findingOf, idsWith } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';

const some: Partial<RunOptions> = {
	only: ['trust/wrong-root', 'presence', 'key-usage/eku-absent'],
	tls: ['TLSv1.3'],
};

describe('rule 13, in a run', () => {
	for (const status of [401, 404]) {
		it(`${status} with and without a certificate: exit 3, with the hint`, async () => {
			const run = await against(() => ({ status }), some);
			expect(exitCode(run)).to.equal(3);
			expect(idsWith(run, 'conforms')).to.deep.equal([]);
			expect(findingOf(run, 'control/valid').message).to.contain('cannot be told apart');
			const hints = run.hints.join('\n');
			expect(hints).to.contain('--accept-if').and.contain('--path');
			// 401 refuses, so the credential may be the wrong one; 404 says nothing of it.
			expect(hints.includes('what the target trusts')).to.equal(status === 401);
		});
	}

	it('404 for the valid credential is acceptance where others get something else', async () => {
		const run = await against((isValid) => ({ status: isValid ? 404 : 401 }), some);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'key-usage/eku-absent')).to.include({ verdict: 'accept', status: 404 });
		expect(findingOf(run, 'trust/wrong-root')).to.include({ verdict: 'reject', status: 401 });
	});

	it('302 to the login for everybody without a certificate proves nothing by itself', async () => {
		const login = (isValid: boolean) => ({ status: isValid ? 200 : 302 });
		const run = await against(login, some);
		expect(exitCode(run)).to.equal(3);
		expect(idsWith(run, 'inconclusive')).to.have.members([
			'presence/no-certificate',
			'trust/wrong-root',
		]);
		const told = await against(login, { ...some, rejectIf: [parseRule('status:302')] });
		expect(exitCode(told)).to.equal(0);
	});

	it('200 for everybody is no calibration but a deviation', async () => {
		const run = await against(() => ({ status: 200 }), some);
		expect(exitCode(run)).to.equal(1);
		expect(idsWith(run, 'deviates')).to.have.members([
			'presence/no-certificate',
			'trust/wrong-root',
		]);
	});

	it('--accept-if tells apart what the status does not', async () => {
		const app = (isValid: boolean) => ({ status: 200, body: { mTLSValid: isValid } });
		const options = { ...some, acceptIf: [parseRule('json:mTLSValid=true')] };
		const run = await against(app, options);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'trust/wrong-root')).to.include({ verdict: 'reject', status: 200 });
	});

	it('--reject-if wins over --accept-if', async () => {
		const app = (isValid: boolean) => ({ status: 200, body: { ok: true, denied: !isValid } });
		const acceptIf = [parseRule('json:ok=true')];
		expect(exitCode(await against(app, { ...some, acceptIf }))).to.equal(1);
		const rejectIf = [parseRule('json:denied=true')];
		expect(exitCode(await against(app, { ...some, acceptIf, rejectIf }))).to.equal(0);
	});
});

interface Answer {
	readonly status: number;
	readonly body?: unknown;
}

/** Against an application that sees everybody, and answers by whether the certificate verifies. */
function against(answer: (isValid: boolean) => Answer, options: Partial<RunOptions>): Promise<Run> {
	const app = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
		const { status, body = {} } = answer((socket as TLSSocket).authorized);
		response.writeHead(status).end(JSON.stringify(body));
	});
	return withServer(app, ({ port }) => runAgainst(port, options));
}
