import { readConfigFile } from './config-file.ts';
import { type Environment, environmentOptions } from './environment.ts';
import type { RawOptions } from './option-table.ts';

/** Where options come from besides the command line. */
export interface OptionContext {
	readonly env: Environment;
	readonly cwd: string;
}

/** What was said about a run, wherever it was said. */
export interface SaidOptions {
	readonly options: RawOptions;
	/** The URL of the environment or of the config file, where the command line names none. */
	readonly url: string | null;
	/** The config file that was read. */
	readonly configFile: string | null;
}

/**
 * The command line wins over the environment, and that over the config file. A repeatable option
 * adds up within one of them: whoever names it anew replaces what the others say.
 * @throws UsageError when the config file or a variable cannot be understood.
 */
export async function readOptions(
	flags: RawOptions,
	{ env, cwd }: OptionContext,
): Promise<SaidOptions> {
	const environment = environmentOptions(env);
	const config = await readConfigFile(flags.config ?? environment.config ?? null, cwd);
	const variable = env['MTLS_GAUNTLET_URL'];
	return {
		options: {
			...spellOutStrict(config.options),
			...spellOutStrict(environment),
			...spellOutStrict(flags),
		},
		url: variable === undefined || variable === '' ? config.url : variable,
		configFile: config.path,
	};
}

/** `--strict` is short for two options; what stands beside it or is said closer by still wins. */
export function spellOutStrict(options: RawOptions): RawOptions {
	return options.strict === true ? { failOn: 'info', strictAlerts: true, ...options } : options;
}
