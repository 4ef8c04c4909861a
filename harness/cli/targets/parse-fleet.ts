/** The targets of a config as one run. */
import type { ShardOf } from '../../finding.ts';
import type { RunOptions } from '../../options.ts';
import type { FleetTarget } from '../../targets/fleet-target.ts';
import { selectVariants } from '../../select.ts';
import { UsageError } from '../../usage-error.ts';
import type { RawOptions } from '../option-table.ts';
import { parseCount } from '../parse-number.ts';
import type { OptionContext, SaidOptions } from '../read-options.ts';
import { parseRunOf, parseRunSettings } from '../parse-options.ts';
import { type ConfigTarget, shownName } from './config-targets.ts';
import { hashPlan } from './hash-plan.ts';
import { parseShard } from './parse-shard.ts';
import { selectTargets } from './select-targets.ts';
import { shareLoads } from './share-loads.ts';

/** Several targets, parsed; their materials are read again when it is their turn. */
export interface Fleet {
	readonly targets: readonly FleetTarget[];
	readonly targetsAtOnce: number;
	/** Connections a second of all targets together; `null`: no limit. */
	readonly rate: number | null;
	readonly deadlineMs: number | null;
	readonly profile: RunOptions['profile'];
	/** What findings about the whole run are held against. */
	readonly failOn: RunOptions['failOn'];
	readonly shard: ShardOf | null;
	/** The user's variants that any of the targets has. */
	readonly own: RunOptions['own'];
}

/**
 * Reads everything that all targets are told, before anything is sent to any of them.
 * @throws UsageError for the first mistake, naming the target.
 */
export async function parseFleet(
	{ targets: listed, options }: SaidOptions,
	context: OptionContext,
): Promise<Fleet> {
	const chosen = selectTargets(listed, options.target ?? []);
	const whole = await parseRunSettings(options, context);
	const number = parseShard(options, context.env);
	const load = shareLoads();
	const parse = (it: ConfigTarget): Promise<RunOptions> =>
		named(it, () => parseRunOf(it.options, { ...context, url: it.url, load }));
	const hash = hashPlan(number?.count ?? 1);
	const parsed: Light[] = [];
	const own = new Map<string, RunOptions['own'][number]>();
	for (const it of chosen) {
		const run = await parse(it);
		await named(it, () => selectVariants(run.only, run.skip, run.profile, run.own));
		hash.add(it.name, run, it.options);
		parsed.push({ it, target: run.target, paths: run.paths, failOn: run.failOn });
		for (const one of run.own) own.set(one.variant.id, one);
	}
	const shard = number === null ? null : { ...number, plan: hash.end(), failOn: whole.failOn };
	const urls = parsed.map(({ target }) => target.url);
	const targets = parsed.map(({ it, target, paths, failOn }): FleetTarget => {
		const isAlone = urls.indexOf(target.url) === urls.lastIndexOf(target.url);
		const url = isAlone ? target.url : `${target.url}#${encodeURIComponent(it.name)}`;
		const told = { ...target, url };
		return {
			...{ target: told, paths, failOn },
			name: it.name === it.url ? null : it.name,
			options: async () => ({
				...(await parse(it)),
				target: told,
				...(shard === null ? {} : { shard }),
			}),
		};
	});
	return {
		...{ targets, shard, profile: whole.profile, failOn: whole.failOn },
		...{ rate: whole.rate, deadlineMs: whole.deadlineMs },
		own: [...own.values()],
		targetsAtOnce: atOnce(options, chosen),
	};
}

type Light = Pick<RunOptions, 'target' | 'paths' | 'failOn'> & { readonly it: ConfigTarget };

async function named<T>(target: ConfigTarget, parse: () => T | Promise<T>): Promise<T> {
	try {
		return await parse();
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		throw new UsageError(`target ${shownName(target)}: ${error.message}`, error.hint, {
			cause: error,
		});
	}
}

/** Two responders cannot listen at one address. */
function atOnce({ targetsAtOnce }: RawOptions, chosen: readonly ConfigTarget[]): number {
	const most = { least: 1, most: 64, unit: 'targets at a time' };
	const told = parseCount('--targets-at-once', targetsAtOnce ?? '4', most);
	return chosen.some(({ options }) => options.ocspAddress !== undefined) ? 1 : told;
}
