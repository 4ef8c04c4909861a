import { type ConfigFile, readConfigFile } from './config-file.ts';
import { type Environment, environmentOptions } from './environment.ts';
import type { RawOptions } from './option-table.ts';
import { suiteOptions } from './suites/suite-options.ts';
import type { ConfigTarget } from './targets/config-targets.ts';
import { withDefaults } from './targets/with-defaults.ts';

/** Where options come from besides the command line. */
export interface OptionContext {
	readonly env: Environment;
	readonly cwd: string;
	/** Variants of the user's as objects; those of files are named by `--variants`. */
	readonly variants?: readonly unknown[];
}

/** What was said about a run, wherever it was said. */
export interface SaidOptions {
	readonly options: RawOptions;
	/** The URL of the environment or of the config file, where the command line names none. */
	readonly url: string | null;
	/** The config file that was read. */
	readonly configFile: string | null;
	/** The targets that it lists, each with everything that was said of it. */
	readonly targets: readonly ConfigTarget[];
}

/**
 * The command line wins over the environment, that over the suite, and that over what else stands in
 * the config file. A repeatable option adds up within one of them: whoever names it anew replaces
 * what the others say.
 * @throws UsageError when the config file or a variable cannot be understood.
 */
export async function readOptions(
	flags: RawOptions,
	{ env, cwd }: OptionContext,
): Promise<SaidOptions> {
	const environment = environmentOptions(env);
	const named = flags.config ?? environment.config ?? null;
	const config = await readConfigFile(named, cwd);
	const variable = env['MTLS_GAUNTLET_URL'];
	const said = mergeOptions(config, environment, flags);
	return { ...said, url: variable === undefined || variable === '' ? said.url : variable };
}

/**
 * Puts together what was said in several places; what stands later in the list wins, and a suite
 * wins over the config that has it.
 * @throws UsageError when there is no suite of that name.
 */
export function mergeOptions(
	config: ConfigFile,
	environment: RawOptions,
	flags: RawOptions,
): SaidOptions {
	const suite = flags.suite ?? environment.suite ?? config.options.suite;
	const closer = {
		...(suite === undefined ? {} : spellOutStrict(suiteOptions(suite, config))),
		...spellOutStrict(environment),
		...spellOutStrict(flags),
	};
	const defaults = spellOutStrict(config.options);
	return {
		options: { ...defaults, ...closer },
		targets: config.targets.map(({ options, ...target }) => ({
			...target,
			options: { ...withDefaults(spellOutStrict(options), defaults), ...closer },
		})),
		url: config.url,
		configFile: config.path,
	};
}

/** `--strict` is short for two options; what stands beside it or is said closer by still wins. */
export function spellOutStrict(options: RawOptions): RawOptions {
	return options.strict === true ? { failOn: 'info', strictAlerts: true, ...options } : options;
}
