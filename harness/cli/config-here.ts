import { findConfigFile } from './config-file.ts';

/** The config file that a saved run was most likely made with, for annotations; `null`: none, or several. */
export function configHere(cwd: string): Promise<string | null> {
	return findConfigFile(cwd).catch(() => null);
}
