/** The config that Caddy itself makes of a Caddyfile. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';
import { type Caddyfile, inUsersNames, writeCaddyfiles } from './caddyfiles.ts';
import { isObject, type JsonObject } from './json.ts';
import { missingProvider } from './dns-providers.ts';
import { type Token, withVariables } from './tokens.ts';
import type { CaddyProgram } from './program.ts';

/** What Caddy made of a Caddyfile. */
export interface Adapted {
	readonly config: JsonObject;
	/** CA files that are not there → the lab's in their place. */
	readonly replaced: ReadonlyMap<string, string>;
	/** What was left out. */
	readonly notes: readonly string[];
}

/** Runs `caddy adapt`. @throws UsageError with Caddy's own words where it cannot read the config. */
export async function adapt(
	ground: LabGround,
	program: CaddyProgram,
	files: readonly Caddyfile[],
): Promise<Adapted> {
	const replaced = new Map<string, string>();
	const leftOut = new Set<Token>();
	const notes: string[] = [];
	for (;;) {
		const path = writeCaddyfiles(ground, files, replaced, leftOut);
		const child = ground.sandbox.start({
			command: program.command,
			args: ['adapt', '--config', path, '--adapter', 'caddyfile'],
			cwd: ground.cwd,
			env: program.env,
		});
		await child.exited;
		const output = child.output();
		if (child.ended() === 'exit code 0') {
			return { config: parse(child.outputFile), replaced, notes };
		}
		const error =
			output.split('\n').findLast((line) => line.startsWith('Error: ')) ?? output.trim();
		const provider = missingProvider(error, files);
		if (provider.tokens.some((it) => !leftOut.has(it))) {
			for (const token of provider.tokens) leftOut.add(token);
			notes.push(...provider.notes);
			continue;
		}
		const [, missing] =
			/open ([^:]+): (?:no such file or directory|permission denied)/u.exec(error) ?? [];
		if (missing === undefined || replaced.has(missing) || !isNamed(missing, ground, files)) {
			const words = inUsersNames(error.replace(/^Error: /u, ''), files, replaced);
			const where = /:\d+/u.test(words) ? '' : `${files[0]?.name ?? 'Caddyfile'}: `;
			throw new UsageError(
				`caddy does not read the config: ${where}${words}`,
				/not registered|unrecognized|unknown/u.test(error)
					? `this is Caddy ${program.version}; --binary names another one`
					: null,
			);
		}
		// While it adapts, Caddy opens CAs of clients and nothing else.
		const { pem } = ground.authorities.of(missing);
		replaced.set(missing, ground.sandbox.write(`pki/ca-${replaced.size}.pem`, pem));
	}
}

function isNamed(path: string, { env }: LabGround, files: readonly Caddyfile[]): boolean {
	return files.some(({ tokens }) => tokens.some(({ value }) => withVariables(value, env) === path));
}

/** The result is one line among those of the log. */
function parse(outputFile: string | null): JsonObject {
	const lines = outputFile === null ? [] : readFileSync(outputFile, 'utf8').split('\n');
	for (const line of lines) {
		if (!line.startsWith('{') || /^\{"level":"[a-z]+","ts":/u.test(line)) continue;
		const config: unknown = JSON.parse(line);
		if (isObject(config)) return config;
	}
	throw new UsageError('caddy adapt does not say what it made of the config');
}
