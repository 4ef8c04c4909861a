/** Why a run must not be written into a waivers file. Pure. */
import type { Run } from '../finding.ts';
import { validControl } from '../plan.ts';
import { UsageError } from '../usage-error.ts';

/** Thrown when the run was reported: a waivers file that was to be written was not. */
export class UpdateRefused extends UsageError {}

/** `null`: it may be. What was half done, or never worked, would write down what is not so. */
export function refusedUpdate({ interrupted, shard, findings }: Run): UpdateRefused | null {
	const refused = (because: string, hint: string) =>
		new UpdateRefused(`--update-waivers: nothing was written: ${because}`, hint);
	if (interrupted) return refused('the run was interrupted', 'let it run to its end');
	if (shard !== undefined) {
		return refused(
			'a shard is a part of a run',
			'report merge puts shards together, and report takes --update-waivers',
		);
	}
	const failed = findings.find(
		({ id, outcome }) =>
			id === validControl && (outcome === 'deviates' || outcome === 'inconclusive'),
	);
	return failed === undefined
		? null
		: refused(
				`${validControl} failed: ${failed.message}`,
				'mtls-gauntlet doctor URL says what is missing',
			);
}
