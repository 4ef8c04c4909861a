import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { configExtensions } from './config-extensions.ts';
import type { ConfigTarget } from './targets/config-targets.ts';
import { type OptionName, optionSpec, type RawOptions } from './option-table.ts';

/** What a config file says: options under their long names, and the URL. */
export interface ConfigFile {
	/** `null` where there is no config file. */
	readonly path: string | null;
	readonly url: string | null;
	readonly options: RawOptions;
	/** Empty where it lists none. */
	readonly targets: readonly ConfigTarget[];
	/** Options by the name of the suite. */
	readonly suites: Readonly<Record<string, RawOptions>>;
}

/** Where there is no config file. */
export const noConfigFile: ConfigFile = {
	...{ path: null, url: null, options: {}, targets: [] },
	suites: {},
};

/**
 * Reads the named file, or the one `mtls-gauntlet.config.*` of the folder.
 * @throws UsageError when it is missing, broken, ambiguous or holds an unknown option.
 */
export async function readConfigFile(named: string | null, cwd: string): Promise<ConfigFile> {
	const path = named === null ? await findConfigFile(cwd) : resolve(cwd, named);
	if (path === null) return noConfigFile;
	const { loadConfig } = await import('./config-document.ts');
	const { url, targets, suites, options } = await loadConfig(path, named);
	const folder = dirname(path);
	const here = (it: RawOptions): RawOptions =>
		folder === resolve(cwd) ? it : resolveFiles(it, folder);
	return {
		...{ path, url, options: here(options) },
		targets: targets.map((it) => ({ ...it, options: here(it.options) })),
		suites: Object.fromEntries(Object.entries(suites).map(([name, it]) => [name, here(it)])),
	};
}

/**
 * The `mtls-gauntlet.config.*` of the folder.
 * @throws UsageError when there are several.
 */
export async function findConfigFile(cwd: string): Promise<string | null> {
	const names = configExtensions.map((extension) => `mtls-gauntlet.config${extension}`);
	const there = await Promise.all(names.map((name) => exists(resolve(cwd, name))));
	const found = names.filter((_, index) => there[index]);
	if (found.length > 1) {
		throw new UsageError(
			`more than one config file: ${found.join(', ')}`,
			'name one with --config',
		);
	}
	return found[0] === undefined ? null : resolve(cwd, found[0]);
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

/** A file that a config file names is relative to it, not to where the run was started. */
function resolveFiles(options: RawOptions, folder: string): RawOptions {
	const resolved = Object.entries(options).map(([key, value]) => {
		const name = key as OptionName;
		if (typeof value === 'string') return [name, resolveFile(name, value, folder)];
		if (!Array.isArray(value)) return [name, value];
		return [name, value.map((it: string) => resolveFile(name, it, folder))];
	});
	return Object.fromEntries(resolved) as RawOptions;
}

function resolveFile(name: OptionName, value: string, folder: string): string {
	if (optionSpec(name).file === true) return resolve(folder, value);
	switch (name) {
		case 'pass':
		case 'clientCaPass':
			return value.startsWith('@') ? `@${resolve(folder, value.slice(1))}` : value;
		case 'header': {
			const [, head, file] = /^([^:]+:\s*@)(.+)$/su.exec(value) ?? [];
			return head === undefined || file === undefined ? value : `${head}${resolve(folder, file)}`;
		}
		default:
			return value;
	}
}
