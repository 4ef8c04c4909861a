import { UsageError } from '../usage-error.ts';
import type { Environment } from './environment.ts';
import { readInput } from './read-input.ts';

export interface SecretSource {
	readonly env: Environment;
	readonly cwd: string;
}

/**
 * A secret as it was given: `env:NAME`, `@FILE` (without its last line break) or the secret itself.
 * @throws UsageError when variable or file is missing; its text never holds the secret.
 */
export async function readSecret(
	option: string,
	text: string,
	{ env, cwd }: SecretSource,
): Promise<string> {
	if (text.startsWith('env:')) {
		const name = text.slice('env:'.length);
		const value = env[name];
		if (value !== undefined) return value;
		throw new UsageError(`${option}: environment variable ${name} is not set`);
	}
	if (!text.startsWith('@')) return text;
	const { contents } = await readInput(option, text.slice(1), cwd);
	return contents.toString('utf8').replace(/\r?\n$/u, '');
}
