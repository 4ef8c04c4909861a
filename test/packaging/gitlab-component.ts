/**
 * Reads a GitLab CI/CD component as GitLab does: inputs are checked against the header, then put into
 * the text of the second document, strings as they are and everything else as JSON.
 */
import { parse, stringify } from 'yaml';

export interface ComponentInput {
	readonly description: string;
	readonly type?: 'string' | 'number' | 'boolean' | 'array';
	readonly default?: InputValue;
	readonly options?: readonly string[];
	readonly regex?: string;
}

export type InputValue = string | number | boolean | readonly (string | object)[];

export interface Component {
	readonly inputs: Readonly<Record<string, ComponentInput>>;
	/** The document that inputs are put into. */
	readonly body: string;
}

export interface ComponentJob {
	readonly script: readonly string[];
	readonly variables: Readonly<
		Record<string, string | { readonly value: string; readonly expand: boolean }>
	>;
	readonly artifacts: {
		readonly when: string;
		readonly paths: readonly string[];
		readonly reports: { readonly junit: string };
	};
	readonly parallel: number;
	readonly rules: readonly object[];
	readonly stage: string;
	readonly image: string;
}

export function readComponent(text: string): Component {
	const [header = '', body = ''] = text.split(/^---\n/mu);
	const { spec } = parse(header) as { spec: { inputs: Component['inputs'] } };
	return { inputs: spec.inputs, body };
}

/** The jobs, with these inputs. @throws Error where GitLab would refuse the pipeline. */
export function includeComponent(
	{ inputs, body }: Component,
	given: Readonly<Record<string, InputValue>> = {},
): Readonly<Record<string, ComponentJob>> {
	for (const name of Object.keys(given)) {
		if (inputs[name] === undefined) throw new Error(`unknown input: ${name}`);
	}
	const values = new Map(
		Object.entries(inputs).map(([name, it]) => [
			name,
			checked(name, it, given[name] ?? it.default),
		]),
	);
	const text = body.replaceAll(/\$\[\[\s*inputs\.([\w-]+)\s*\]\]/gu, (_, name: string) => {
		const value = values.get(name);
		if (value === undefined) throw new Error(`unknown interpolation key: ${name}`);
		return typeof value === 'string' ? value : JSON.stringify(value);
	});
	return parse(text) as Readonly<Record<string, ComponentJob>>;
}

function checked(name: string, input: ComponentInput, value: InputValue | undefined): InputValue {
	if (value === undefined) throw new Error(`${name}: required value has not been provided`);
	const type = Array.isArray(value) ? 'array' : typeof value;
	if (type !== (input.type ?? 'string'))
		throw new Error(`${name}: provided value is not a ${type}`);
	const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
	if (input.options !== undefined && !input.options.includes(text)) {
		throw new Error(`${name}: not one of its options`);
	}
	// The patterns mean the same in RE2 and here: classes, no flags, anchors of the whole text.
	if (input.regex !== undefined && !new RegExp(input.regex, 'u').test(text)) {
		throw new Error(`${name}: does not match required RegEx pattern`);
	}
	return value;
}

/** The variables of a job as its script gets them. */
export function variablesOf({ variables }: ComponentJob): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(variables).map(([name, it]) => {
			if (typeof it === 'object') return [name, it.value];
			if (/\$/u.test(String(it))) throw new Error(`${name} would be expanded: ${stringify(it)}`);
			return [name, String(it)];
		}),
	);
}
