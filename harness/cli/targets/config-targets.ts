/** The list of targets in a config file. */
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import { didYouMean } from '../nearest.ts';
import type { RawOptions } from '../option-table.ts';
import { withoutPassword } from '../parse-url.ts';

/** One target as the config has it: what it does not say, the options beside the list say for all. */
export interface ConfigTarget {
	readonly url: string;
	/** Its own name; the URL where it has none. */
	readonly name: string;
	readonly options: RawOptions;
}

/** What a config file may say of one target. */
export interface TargetSchema {
	/** Options that a target has of its own. */
	readonly options: z.ZodObject;
	/** Those that are about the whole run. */
	readonly wholeRun: readonly string[];
}

/** Holds the list to what there is. `at`: what messages begin with. @throws UsageError naming the target. */
export function parseConfigTargets(
	list: unknown,
	at: string,
	schema: TargetSchema,
): readonly ConfigTarget[] {
	if (!Array.isArray(list)) throw new UsageError(`${at}: targets: expected a list`, listHint);
	if (list.length === 0) throw new UsageError(`${at}: targets: there is none in it`, listHint);
	const targets = list.map((entry: unknown, index) => parseTarget(entry, index, at, schema));
	const taken = new Map<string, number>();
	for (const [index, target] of targets.entries()) {
		const { name } = target;
		const earlier = taken.get(name);
		if (earlier !== undefined) {
			throw new UsageError(
				`${at}: targets ${earlier + 1} and ${index + 1} are both called ${JSON.stringify(shownName(target))}`,
				'name: tells apart what has the same URL',
			);
		}
		taken.set(name, index);
	}
	return targets;
}

function parseTarget(
	entry: unknown,
	index: number,
	at: string,
	{ options: schema, wholeRun }: TargetSchema,
): ConfigTarget {
	const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
	if (typeof entry !== 'string' && !isObject) {
		throw new UsageError(`${at}: target ${index + 1}: expected an object with a url`, listHint);
	}
	const said = typeof entry === 'string' ? { url: entry } : renamed(entry);
	const where = `${at}: target ${index + 1}${called(said)}`;
	const result = schema.extend(ownKeys).strict().safeParse(said);
	if (result.success) {
		const { url, name = url, ...options } = result.data as Parsed;
		return { url, name, options };
	}
	const [issue] = result.error.issues;
	if (issue?.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		throw wholeRun.includes(key)
			? new UsageError(`${where}: ${key} is about the whole run`, 'it stands beside targets')
			: new UsageError(
					`${where}: unknown option ${JSON.stringify(key)}`,
					didYouMean(key, [...Object.keys(schema.shape), ...Object.keys(ownKeys)]),
				);
	}
	const field = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
	throw new UsageError(`${where}: ${field}${issue?.message ?? 'not understood'}`, listHint);
}

/** `client-ca` is `clientCa`: both are how people write a long name. */
export function renamed(entry: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(entry).map(([key, value]) => [
			key.replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase()),
			value as unknown,
		]),
	);
}

/** How messages name a target: where it has no name by its URL, without what may be a password in it. */
export function shownName({ name, url }: Pick<ConfigTarget, 'name' | 'url'>): string {
	return name === url ? withoutPassword(url) : name;
}

/** For what is not yet known to be a target. */
function called({ name, url }: Record<string, unknown>): string {
	if (typeof name === 'string') return ` (${JSON.stringify(name.slice(0, 100))})`;
	if (typeof url !== 'string') return '';
	return ` (${withoutPassword(url).slice(0, 200)})`;
}

type Parsed = RawOptions & { readonly url: string; readonly name?: string };

const ownKeys = {
	url: z.string({ error: 'expected text' }),
	name: z
		.string({ error: 'expected text' })
		.regex(/^[^\p{C}]{1,100}$/u, { error: 'expected 1 to 100 printable characters' })
		.optional(),
};
const listHint = 'targets: [{url: https://a.example, name: a}, {url: https://b.example}]';
