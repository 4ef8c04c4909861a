/** What may stand in a config file, as types: made of the option table, so that they say the same. */
import type { runOptions } from './option-table.ts';
import type { OptionSpec } from './option-spec.ts';

type Table = typeof runOptions;

/** A word, also as the number that YAML makes of it: `1.3`. */
type Word<W> = W extends `${infer N extends number}` ? W | N : W;

type Single<S extends OptionSpec> = S extends { readonly words: readonly (infer W)[] }
	? Word<W>
	: S extends { readonly isNumber: true }
		? number
		: string;

/** What a config may say of an option. */
type ConfigValue<S extends OptionSpec> = S['kind'] extends 'switch'
	? boolean
	: S['kind'] extends 'many'
		? Single<S> | readonly Single<S>[]
		: Single<S>;

type Options<Name extends keyof Table> = { readonly [N in Name]?: ConfigValue<Table[N]> };

/** Options under their long names, as `--help` describes them. */
export type ConfigOptions = Options<Exclude<keyof Table, 'config'>>;

type WholeRun = {
	[N in keyof Table]: Table[N] extends { readonly wholeRun: true } ? N : never;
}[keyof Table];

/** One target of several: what it does not say is as the options beside the list say. */
export interface TargetConfig extends Omit<ConfigOptions, WholeRun> {
	readonly url: string;
	/** What it is called in reports; the URL where it has no name. */
	readonly name?: string;
}

/** A named selection with its own judging; its options stand before those beside it. */
export type SuiteConfig = Omit<ConfigOptions, 'suite'>;

/** The contents of `mtls-gauntlet.config.*`. Files that are read are relative to it, reports to where the run is started. */
export interface Config extends ConfigOptions {
	/** The JSON Schema, for editors: `node_modules/mtls-gauntlet/schema/config.json`. */
	readonly $schema?: string;
	readonly url?: string;
	/** In place of `url`. */
	readonly targets?: readonly (string | TargetConfig)[];
	/** By the name that `--suite` takes. */
	readonly suites?: Readonly<Record<string, SuiteConfig>>;
}
