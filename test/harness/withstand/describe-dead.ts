import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import type { HostileServer } from '../../hostile/hostile-server.ts';
import { idsWith } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';

/** A control, nothing, a bad certificate, a good one, and a check of the target itself. */
export const someOfEach: readonly string[] = [
	'control/valid',
	'presence/no-certificate',
	'trust/wrong-root',
	'key-usage/eku-absent',
	'server-identity/trusted',
];

export interface DeadTarget {
	readonly title: string;
	readonly start: () => Promise<HostileServer>;
	/** What every finding has to say. */
	readonly cause: RegExp;
	readonly options?: Partial<RunOptions>;
}

/**
 * Targets that nothing can be said of: exit 3, nothing conforms, and the cause is named. They are
 * run against at the same time, because most of it is waiting.
 */
export function describeDead(title: string, targets: readonly DeadTarget[]): void {
	describe(title, () => {
		const servers: HostileServer[] = [];
		const runs = new Map<DeadTarget, Promise<Run>>();
		before(async () => {
			for (const target of targets) {
				const server = await target.start();
				servers.push(server);
				const options = { timeoutMs: 1000, deadlineMs: 30_000, only: someOfEach };
				runs.set(target, runAgainst(server.port, { ...options, ...target.options }));
			}
		});
		after(() => Promise.all(servers.map((server) => server.close())));

		for (const target of targets) {
			it(`${target.title}: exit 3, nothing conforms, the cause is named`, async () => {
				const run = await runs.get(target);
				if (run === undefined) throw new Error('not started');
				expect(exitCode(run)).to.equal(3);
				expect(idsWith(run, 'inconclusive')).to.include.members([...someOfEach]);
				expect(run.summary).to.include({ conforms: 0, deviates: 0, skipped: 0 });
				for (const { message } of run.findings) expect(message).to.match(target.cause);
			});
		}
	});
}
