/** The JSON Schema of a config file, made of the option table: what editors complete. */
import { z } from 'zod';
import { type OptionName, optionNames, optionSpec } from '../../harness/cli/option-table.ts';

/** The schema, as it is published. */
export function configJsonSchema(): object {
	// What editors of YAML and JSON know best.
	const { $schema, ...body } = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
	return {
		$schema,
		$id: 'urn:mtls-gauntlet:schema:config:1',
		title: 'mtls-gauntlet config',
		description:
			'The contents of mtls-gauntlet.config.*; files that are read are relative to it, reports to where the run is started.',
		...body,
	};
}

function optionsOf(names: readonly OptionName[]): Record<string, z.ZodType> {
	return Object.fromEntries(
		names.map((name) => [
			name,
			optionSchema(name)
				.describe(withoutFlags(optionSpec(name).description))
				.optional(),
		]),
	);
}

/** Stricter than what a run accepts where that only forgives: a number as text, a list with commas. */
function optionSchema(name: OptionName): z.ZodType {
	const spec = optionSpec(name);
	if (spec.kind === 'switch') return z.boolean();
	const single = valueSchema(name);
	return spec.kind === 'one' ? single : z.union([single, z.array(single)]);
}

function valueSchema(name: OptionName): z.ZodType {
	const { words, isNumber } = optionSpec(name);
	if (isNumber === true) return z.number();
	if (words === undefined) return z.string();
	// YAML reads `1.3` as a number.
	const numbers = words.map(Number).filter((it) => !Number.isNaN(it));
	return numbers.length === 0 ? z.enum(words) : z.literal([...words, ...numbers]);
}

/** `(repeatable)` is about the command line: here it is a list. */
function withoutFlags(description: string): string {
	return description.replace(' (repeatable)', '').replace('(repeatable; ', '(');
}

const names = optionNames.filter((name) => name !== 'config');
const ofTarget = names.filter((name) => optionSpec(name).wholeRun !== true);
const target = z.strictObject({
	url: z.string().describe('https://host[:port][/path]'),
	name: z.string().describe('what it is called in reports (default: its URL)').optional(),
	...optionsOf(ofTarget),
});
const suite = z.strictObject(optionsOf(names.filter((name) => name !== 'suite')));
const configSchema = z.strictObject({
	$schema: z.string().optional(),
	url: z.string().describe('the target: https://host[:port][/path]').optional(),
	targets: z
		.array(z.union([z.string(), target]))
		.min(1)
		.describe('several targets in place of url; what one does not say stands beside the list')
		.optional(),
	suites: z
		.record(z.string(), suite)
		.describe('options by the name that --suite takes; they win over those beside them')
		.optional(),
	...optionsOf(names),
});
