/** What a caller of the library asks for → options as the command line would have read them. */
import type { ProbeVariant } from '../../fixtures/variant.ts';
import type { Config } from '../cli/config.ts';
import { type ConfigFile, readConfigFile } from '../cli/config-file.ts';
import { parseConfig } from '../cli/config-schema.ts';
import type { Environment } from '../cli/environment.ts';
import { mergeOptions, type OptionContext, type SaidOptions } from '../cli/read-options.ts';
import type { Finding, Run } from '../finding.ts';
import type { StartedRun } from '../run.ts';
import { UsageError } from '../usage-error.ts';

/** What goes with a run beside what it is told. */
export interface RunControls {
	/** Where relative files are; default: the working directory. */
	readonly cwd?: string;
	/**
	 * Where `env:NAME` and the permission of `MTLS_GAUNTLET_I_MAY_TEST` are looked up; default: nowhere.
	 * No option is read from it.
	 */
	readonly env?: Environment;
	/** Ends the run early: it resolves with what it has, `interrupted`. */
	readonly signal?: AbortSignal;
	/** Called with each finding when its verdict is final, in no order; before waivers. What it throws ends the call. */
	readonly onFinding?: (finding: Finding) => void;
}

/** What a config file may hold, and a few things that only a program can say. */
export interface RunRequest extends Omit<Config, 'variants' | 'reporter'>, RunControls {
	/** A config file to read first; none is looked for. What stands beside it here wins. */
	readonly config?: string;
	/** Variants of your own, or the files that export them. */
	readonly variants?: string | readonly (string | ProbeVariant)[];
}

/** A request, taken apart. */
export interface ReadRequest {
	readonly said: SaidOptions;
	readonly context: OptionContext;
	readonly signal: AbortSignal;
	readonly onFinding: (finding: Finding) => void;
}

/** @throws UsageError for an option that there is not, or a value that it cannot have. */
export async function readRequest(request: RunRequest, at: string): Promise<ReadRequest> {
	const { cwd = process.cwd(), env = {}, signal, onFinding = () => {}, ...rest } = request;
	const { config, variants = [], ...document } = rest;
	if ('reporter' in document) {
		throw new UsageError(`${at}: reporter: no reports are written`, 'render() makes their texts');
	}
	const given = typeof variants === 'string' ? [variants] : variants;
	const files = given.filter((it) => typeof it === 'string');
	// A field that is there and undefined says nothing: callers build their options so.
	const fields = Object.entries(document).filter(([, it]) => it !== undefined);
	const here = parseConfig(
		{ ...Object.fromEntries(fields), ...(files.length === 0 ? {} : { variants: files }) },
		at,
	);
	const own = { path: null, ...here };
	const said =
		config === undefined
			? mergeOptions(own, {}, {})
			: beside(await readConfigFile(config, cwd), own);
	return {
		...{ said, onFinding, signal: signal ?? new AbortController().signal },
		context: { env, cwd, variants: given.filter((it) => typeof it !== 'string') },
	};
}

/** The run, when each of its findings was told. Rejects when the listener throws. */
export async function toldOf(
	{ planned, run }: StartedRun,
	onFinding: (finding: Finding) => void,
): Promise<Run> {
	const told = planned.map(({ finding }) => finding.then(onFinding));
	const [result] = await Promise.all([run, ...told]);
	return result;
}

/** What stands in the call wins over the config file that it names. */
function beside(file: ConfigFile, { url, targets, suites, options }: ConfigFile): SaidOptions {
	const isElsewhere = url !== null || targets.length > 0;
	const whole: ConfigFile = {
		...file,
		...(isElsewhere ? { url, targets } : {}),
		suites: { ...file.suites, ...suites },
	};
	return mergeOptions(whole, {}, options);
}
