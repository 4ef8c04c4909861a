import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseShard } from '../../../../harness/cli/targets/parse-shard.ts';
import { refusal } from '../refusal.ts';

describe('--shard', () => {
	it('names a part, or asks the CI system', () => {
		expect(parseShard({}, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' })).to.equal(null);
		expect(parseShard({ shard: '2/5' }, {})).to.deep.equal({ index: 2, count: 5 });
		const numbered: readonly (readonly [Record<string, string>, string])[] = [
			[{ CI_NODE_INDEX: '2', CI_NODE_TOTAL: '4' }, 'GitLab'],
			[{ CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '4' }, 'CircleCI'],
			[{ BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '4' }, 'Buildkite'],
			[{ SYSTEM_JOBPOSITIONINPHASE: '2', SYSTEM_TOTALJOBSINPHASE: '4' }, 'Azure'],
		];
		for (const [env, system] of numbered) {
			expect(parseShard({ shard: 'auto' }, env), system).to.deep.equal({ index: 2, count: 4 });
		}
		const indexed = parseShard({ shard: 'auto', shardTotal: '4' }, { JOB_COMPLETION_INDEX: '1' });
		expect(indexed).to.deep.equal({ index: 2, count: 4 });
	});

	const refused: readonly (readonly [Record<string, string>, Record<string, string>, RegExp])[] = [
		[{ shard: 'auto' }, {}, /none of CI_NODE_INDEX.*JOB_COMPLETION_INDEX is set/u],
		[{ shard: 'auto' }, { CI_NODE_TOTAL: '1' }, /none of/u],
		[
			{ shard: 'auto', shardTotal: '4' },
			{ CI_NODE_INDEX: '1', CI_NODE_TOTAL: '2' },
			/--shard-total 4: CI_NODE_TOTAL=2 \(GitLab\) says otherwise/u,
		],
		[{ shard: 'auto' }, { JOB_COMPLETION_INDEX: '0' }, /JOB_COMPLETION_INDEX is set/u],
		[{ shard: 'auto', shardTotal: '2' }, { JOB_COMPLETION_INDEX: '2' }, /part 3 is none/u],
		[{ shard: '0/3' }, {}, /there are 3 parts, and part 0/u],
		[{ shard: '4/3' }, {}, /part 4/u],
		[{ shard: '1' }, {}, /not a part/u],
		[{ shard: '1/0' }, {}, /number of parts/u],
		[{ shard: '-1/3' }, {}, /not a part/u],
	];
	for (const [options, env, message] of refused) {
		it(`is refused: ${JSON.stringify(options)} ${JSON.stringify(env)}`, async () => {
			expect((await refusal(() => parseShard(options, env))).message).to.match(message);
		});
	}
});
