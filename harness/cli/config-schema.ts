import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';
import { type OptionName, optionNames, optionSpec, type RawOptions } from './option-table.ts';
import { splitList } from './split-list.ts';
import { parseSuites } from './suites/parse-suites.ts';
import { type ConfigTarget, parseConfigTargets, renamed } from './targets/config-targets.ts';

/** What a config file says, held to what there is. */
export interface ConfigDocument {
	readonly url: string | null;
	/** Empty where it lists none. */
	readonly targets: readonly ConfigTarget[];
	readonly options: RawOptions;
	/** Named options, of which `--suite` takes one. */
	readonly suites: Readonly<Record<string, RawOptions>>;
}

/** Holds a config document to the options that there are. `at`: what messages begin with. @throws UsageError with the first fault. */
export function parseConfig(document: unknown, at: string): ConfigDocument {
	const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
	const said = isObject ? renamed(document) : document;
	const result = configSchema.safeParse(said);
	if (result.success) {
		const { $schema: _, url, targets: list, suites: named, ...options } = result.data as Parsed;
		const suites = parseSuites(named, at, suiteSchema);
		if (list === undefined) return { url: url ?? null, targets: [], options, suites };
		if (url !== undefined) {
			throw new UsageError(`${at}: both url and targets`, 'put the url into the list of targets');
		}
		return { url: null, targets: parseConfigTargets(list, at, targetSchema), options, suites };
	}
	const [issue] = result.error.issues;
	if (issue?.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		throw new UsageError(
			`${at}: unknown option ${JSON.stringify(key)}`,
			didYouMean(key, ['url', 'targets', 'suites', ...configNames]),
		);
	}
	const where = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
	throw new UsageError(
		`${at}: ${where}${issue?.message ?? 'not understood'}`,
		'options stand under their long names: failOn: high',
	);
}

type Parsed = RawOptions & {
	readonly $schema?: unknown;
	readonly url?: string;
	readonly targets?: unknown;
	readonly suites?: unknown;
};

function optionSchema(name: OptionName): z.ZodType {
	const spec = optionSpec(name);
	if (spec.kind === 'switch') return z.boolean({ error: 'expected true or false' });
	if (spec.kind === 'one') return scalar;
	return z.union([scalar.transform((it) => splitList(spec.list ?? 'whole', it)), z.array(scalar)], {
		error: 'expected text or a list of texts',
	});
}

const configNames = optionNames.filter((name) => name !== 'config');
const scalar = z
	.union([z.string(), z.number()], { error: 'expected text or a number' })
	.transform(String);
const configSchema = z.strictObject(
	{
		url: z.string({ error: 'expected text' }).optional(),
		targets: z.unknown().optional(),
		suites: z.unknown().optional(),
		// Editors find there what may stand in the file.
		$schema: z.unknown().optional(),
		...Object.fromEntries(configNames.map((name) => [name, optionSchema(name).optional()])),
	},
	{
		error: (issue) => (issue.code === 'invalid_type' ? 'expected an object of options' : undefined),
	},
);
const suiteNames = configNames.filter((name) => name !== 'suite');
const suiteSchema = {
	names: suiteNames,
	options: z.strictObject(
		Object.fromEntries(suiteNames.map((name) => [name, optionSchema(name).optional()])),
	),
};
const targetNames = configNames.filter((name) => optionSpec(name).wholeRun !== true);
const targetSchema = {
	options: z.object(
		Object.fromEntries(targetNames.map((name) => [name, optionSchema(name).optional()])),
	),
	wholeRun: configNames.filter((name) => optionSpec(name).wholeRun === true),
};
