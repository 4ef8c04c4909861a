import { z } from 'zod';
import { UsageError } from '../usage-error.ts';
import { didYouMean } from './nearest.ts';
import { type OptionName, optionNames, optionSpec, type RawOptions } from './option-table.ts';
import { splitList } from './split-list.ts';

/** Holds a config document to the options that there are. @throws UsageError with the first fault. */
export function parseConfig(document: unknown, label: string): RawOptions & { url?: string } {
	const renamed =
		typeof document === 'object' && document !== null && !Array.isArray(document)
			? Object.fromEntries(Object.entries(document).map(([key, value]) => [camelCase(key), value]))
			: document;
	const result = configSchema.safeParse(renamed);
	if (result.success) return result.data as RawOptions & { url?: string };
	const [issue] = result.error.issues;
	if (issue?.code === 'unrecognized_keys') {
		const [key = ''] = issue.keys;
		throw new UsageError(
			`config file ${label}: unknown option ${JSON.stringify(key)}`,
			didYouMean(key, ['url', ...configNames]),
		);
	}
	const where = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
	throw new UsageError(
		`config file ${label}: ${where}${issue?.message ?? 'not understood'}`,
		'options stand under their long names: failOn: high',
	);
}

/** `client-ca` is `clientCa`: both are how people write a long name. */
function camelCase(key: string): string {
	return key.replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}

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
		...Object.fromEntries(configNames.map((name) => [name, optionSchema(name).optional()])),
	},
	{
		error: (issue) => (issue.code === 'invalid_type' ? 'expected an object of options' : undefined),
	},
);
