/** What a commit hook does: every config that a change touches is tested once. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { StartConfig } from './commands/lab.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { runLabCommand } from './lab-command.ts';
import type { RawOptions } from './option-table.ts';

export interface ChangedConfigs {
	/** The files that changed, as the hook was told. */
	readonly files: readonly string[];
	/** Whole configs that include them; without one the files are tested themselves. */
	readonly mains: readonly string[];
	readonly flags: RawOptions;
	readonly load: () => Promise<StartConfig>;
}

/**
 * Tests the configs one after the other. A changed file that another tested config includes is tested
 * with it; one that no tested config includes was not tested, and that is an error.
 */
export async function testChanged(
	{ files, mains, flags, load }: ChangedConfigs,
	io: Io,
): Promise<ExitCode> {
	const start = await load();
	const read = new Set<string>();
	const codes: ExitCode[] = [];
	// A whole config stands above what it includes.
	const shallowFirst = files.toSorted((one, other) => depth(one) - depth(other));
	for (const config of mains.length > 0 ? mains : shallowFirst) {
		if (mains.length === 0 && read.has(await realPath(config, io))) continue;
		io.stdout.write(`${codes.length > 0 ? '\n' : ''}${config}\n`);
		const code = await tested(config, async () =>
			runLabCommand(
				{ ...flags, reporter: ['list'] },
				{
					async now(ground) {
						const lab = await start(ground, config);
						for (const it of [config, ...lab.files]) read.add(await realPath(it, io));
						return lab;
					},
					...{ file: config, old: null },
				},
				io,
			),
		);
		codes.push(code);
		if (code === 130) return code;
	}
	const unread: string[] = [];
	for (const file of mains.length > 0 ? files : []) {
		if (!read.has(await realPath(file, io))) unread.push(file);
	}
	if (unread.length > 0) {
		io.stderr.write(`\nmtls-gauntlet: not tested: ${unread.join(', ')}\n`);
		io.stderr.write(
			`hint: ${mains.join(', ')} does not include them: another --main, or exclude:\n`,
		);
		codes.push(2);
	}
	return worst(codes);

	/** One config that cannot be used does not keep the others from being tested. */
	async function tested(config: string, test: () => Promise<ExitCode>): Promise<ExitCode> {
		try {
			return await test();
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			io.stderr.write(`mtls-gauntlet: ${error.message}\n`);
			const isPart = mains.length === 0 && /neither an? .* block nor/u.test(error.message);
			const hint = isPart ? `what includes ${config} is named with --main` : error.hint;
			if (hint !== null) io.stderr.write(`hint: ${hint}\n`);
			return 2;
		}
	}
}

/** Deviations first, then what could not be started, then what could not be concluded. */
function worst(codes: readonly ExitCode[]): ExitCode {
	return ([1, 2, 3] as const).find((code) => codes.includes(code)) ?? 0;
}

function depth(file: string): number {
	return file.split('/').length;
}

/** The same file may be named in several ways. */
async function realPath(file: string, { cwd }: Io): Promise<string> {
	const path = resolve(cwd, file);
	return realpath(path).catch(() => path);
}
