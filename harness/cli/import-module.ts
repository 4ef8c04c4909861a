import { access } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../usage-error.ts';

/**
 * Imports a module of the user's: its code runs in this process.
 * @throws UsageError when it is missing, or fails while it is loaded; `label` says what named it.
 */
export async function importModule(
	label: string,
	path: string,
): Promise<Readonly<Record<string, unknown>>> {
	const isThere = await access(path).then(
		() => true,
		() => false,
	);
	if (!isThere) throw new UsageError(`${label}: cannot be read`, `looked for ${path}`);
	try {
		return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
	} catch (error) {
		const isTypeScript = (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
		throw isTypeScript
			? new UsageError(`${label}: this Node does not run TypeScript`, 'write it as .js')
			: new UsageError(`${label}: cannot be loaded: ${firstLine(error)}`, moduleHint, {
					cause: error,
				});
	}
}

function firstLine(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

const moduleHint = 'node runs the file by itself and shows where';
