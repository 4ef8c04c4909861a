/** Answers that are odd behind their head, or that ask for patience. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { parseRule, parseSelector } from '../../../harness/parse-rule.ts';
import { startBusy, startRedirect } from '../../hostile/answer.ts';
import * as bodies from '../../hostile/body.ts';
import type { HostileServer } from '../../hostile/hostile-server.ts';
import { findingOf, findingsOf, idsWith } from '../findings-of.ts';
import { runAgainst, serverTls } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';
import { someOfEach } from './describe-dead.ts';

describe('answers', () => {
	it('that redirect are judged themselves, and not followed', async () => {
		const run = await against(startRedirect(serverTls));
		expect(exitCode(run)).to.equal(0);
		for (const { status } of findingsOf(run, 'key-usage/eku-absent')) expect(status).to.equal(302);
		expect(findingsOf(run, 'trust/wrong-root').map(({ status }) => status)).to.deep.equal([
			null,
			null,
		]);
	});

	for (const status of [503, 429] as const) {
		it(`${status} are asked again after as long as Retry-After says`, async () => {
			let freeAt: number | null = null;
			const busy = startOwn({}, (_, response) => {
				freeAt ??= performance.now() + 900;
				if (performance.now() > freeAt) response.end();
				else response.writeHead(status, { 'retry-after': '1' }).end();
			});
			const run = await withServer(busy, ({ port }) =>
				runAgainst(port, { only: someOfEach, tls: ['TLSv1.3'], timeoutMs: 5000 }),
			);
			expect(exitCode(run)).to.equal(0);
			// Without Retry-After the first repetition would come after half a second, in vain.
			expect(findingOf(run, 'control/valid').observation?.retries).to.equal(1);
		});
	}

	it('that stay busy prove nothing', async () => {
		const always = { requests: Number.POSITIVE_INFINITY, retryAfter: 0 };
		const run = await against(startBusy(serverTls, always));
		expect(exitCode(run)).to.equal(3);
		expect(idsWith(run, 'conforms')).to.deep.equal([]);
		expect(findingsOf(run, 'control/valid')[0]?.message).to.contain('HTTP 503');
	});

	for (const [title, start] of [
		['never ends', bodies.startEndlessBody],
		['never begins', bodies.startStalledBody],
		['is 100 MB', bodies.startHugeBody],
		['is reset', bodies.startResetInBody],
	] as const) {
		it(`whose body ${title}: the head decides`, async () => {
			// Nobody waits for a body that no rule asks about: the timeout would not let this end.
			const run = await against(start(serverTls), { timeoutMs: 50_000 });
			expectServed(run);
		});

		it(`whose body ${title}: the head decides also when the body could give a reason`, async () => {
			const reasonFrom = [parseSelector('json:reason')];
			const options = { reasonFrom, tls: ['TLSv1.3'], timeoutMs: 500 } as const;
			expectServed(await against(start(serverTls), options));
		});

		it(`whose body ${title} satisfy no rule about the body, and end in time`, async () => {
			const run = await against(start(serverTls), { acceptIf: [parseRule('json:ok=true')] });
			expect(exitCode(run)).to.equal(3);
			expect(idsWith(run, 'conforms')).to.deep.equal([]);
			for (const { message, status } of findingsOf(run, 'control/valid')) {
				expect(message).to.contain('HTTP 200 neither accepts nor refuses');
				expect(status).to.equal(200);
			}
		});
	}

	it('that refuse by their status do so whatever the rule could not read', async () => {
		const unchecked = startOwn({ rejectUnauthorized: false }, ({ socket }, response) => {
			if ('authorized' in socket && socket.authorized === true) {
				response.end('{"ok":true}');
				return;
			}
			response.writeHead(403, { 'content-length': '1000' }).flushHeaders();
		});
		const run = await withServer(unchecked, ({ port }) =>
			runAgainst(port, {
				only: ['trust/wrong-root', 'presence', 'key-usage/eku-absent'],
				tls: ['TLSv1.3'],
				timeoutMs: 700,
				acceptIf: [parseRule('json:ok=true')],
			}),
		);
		expect(exitCode(run)).to.equal(0);
		expect(findingOf(run, 'trust/wrong-root')).to.include({ verdict: 'reject', status: 403 });
	});
});

function against(
	starting: Promise<HostileServer>,
	options: Partial<RunOptions> = {},
): Promise<Run> {
	return withServer(starting, ({ port }) =>
		runAgainst(port, { timeoutMs: 700, deadlineMs: 30_000, only: someOfEach, ...options }),
	);
}

function expectServed(run: Run): void {
	expect(exitCode(run)).to.equal(0);
	for (const finding of findingsOf(run, 'key-usage/eku-absent')) {
		expect(finding).to.include({ verdict: 'accept', outcome: 'conforms', status: 200 });
	}
}
