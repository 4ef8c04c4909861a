import type { ShardNumber } from '../../targets/shard.ts';
import { UsageError } from '../../usage-error.ts';
import type { Environment } from '../environment.ts';
import type { RawOptions } from '../option-table.ts';
import { parseCount } from '../parse-number.ts';

/** Which part `--shard` names; `null` where the run is not split. @throws UsageError */
export function parseShard(
	{ shard, shardTotal }: Pick<RawOptions, 'shard' | 'shardTotal'>,
	env: Environment,
): ShardNumber | null {
	// A total may be set for a whole pipeline: to a run that is not split it says nothing.
	if (shard === undefined) return null;
	const total = shardTotal === undefined ? null : parseTotal('--shard-total', shardTotal);
	if (shard.trim().toLowerCase() === 'auto') return automatic(total, env);
	const [, index, count] = /^\s*(\d+)\s*\/\s*(\d+)\s*$/u.exec(shard) ?? [];
	if (index === undefined || count === undefined) {
		throw new UsageError(
			`--shard ${JSON.stringify(shard)}: not a part of a run`,
			'2/5 is the second of five parts; auto asks the CI system',
		);
	}
	return within(`--shard ${shard}`, Number(index), parseTotal('--shard', count));
}

function automatic(total: number | null, env: Environment): ShardNumber {
	for (const { system, index, count, first } of systems) {
		const at = env[index] ?? '';
		const of = count === null ? '' : (env[count] ?? '');
		if (at === '') continue;
		const known = of === '' || count === null ? null : parseTotal(count, of);
		if (total !== null && known !== null && total !== known) {
			throw new UsageError(
				`--shard-total ${total}: ${count}=${known} (${system}) says otherwise`,
				'leave it out: parts that no job runs would not be tested',
			);
		}
		const parts = total ?? known;
		if (parts === null) {
			throw new UsageError(
				`--shard auto: ${index} is set (${system}), but nothing says how many parts there are`,
				'--shard-total N, or MTLS_GAUNTLET_SHARD_TOTAL',
			);
		}
		const bounds = { least: 0, most: mostShards, unit: 'the number of a job' };
		return within(`${index}=${at}`, parseCount(index, at, bounds) + 1 - first, parts);
	}
	throw new UsageError(
		`--shard auto: nothing numbers this job: none of ${systems.map(({ index }) => index).join(', ')} is set`,
		'--shard 2/5 says it; a GitHub matrix passes it so (docs/many-targets.md)',
	);
}

function parseTotal(option: string, text: string): number {
	return parseCount(option, text, { least: 1, most: mostShards, unit: 'a number of parts' });
}

function within(said: string, index: number, count: number): ShardNumber {
	if (index >= 1 && index <= count) return { index, count };
	throw new UsageError(`${said}: there are ${count} parts, and part ${index} is none of them`);
}

/** `first`: what the system calls its first job. */
interface System {
	readonly system: string;
	readonly index: string;
	/** `null`: it does not say how many there are. */
	readonly count: string | null;
	readonly first: 0 | 1;
}

const systems: readonly System[] = [
	{ system: 'GitLab', index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 },
	{ system: 'CircleCI', index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', first: 0 },
	{
		system: 'Buildkite',
		index: 'BUILDKITE_PARALLEL_JOB',
		count: 'BUILDKITE_PARALLEL_JOB_COUNT',
		first: 0,
	},
	{
		system: 'Azure Pipelines',
		index: 'SYSTEM_JOBPOSITIONINPHASE',
		count: 'SYSTEM_TOTALJOBSINPHASE',
		first: 1,
	},
	{ system: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', count: null, first: 0 },
];

const mostShards = 10_000;
