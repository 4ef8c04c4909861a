import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Finding, Run } from '../finding.ts';

/** What is kept of a target on disk. */
export interface Spooled {
	readonly findings: readonly Finding[];
	readonly certificates: NonNullable<Run['certificates']>;
}

/**
 * A private folder for the findings of targets that are done: JSON lines, a compressed file for each
 * target. So memory holds no more than the targets that are under way, however many there are.
 */
export class Spool {
	readonly #folder: string;
	#characters = 0;

	/** A second Ctrl-C waits for nothing. */
	readonly #atExit = (): void => rmSync(this.#folder, { recursive: true, force: true });

	private constructor(folder: string) {
		this.#folder = folder;
		process.once('exit', this.#atExit);
	}

	static async open(): Promise<Spool> {
		// mkdtemp makes it for this user alone: 0700.
		return new Spool(await mkdtemp(join(tmpdir(), 'mtls-gauntlet-spool-')));
	}

	/** How long all findings are as JSON, in UTF-16 units. */
	get characters(): number {
		return this.#characters;
	}

	/** `index` is the place of the target in the run. */
	async write(index: number, { findings, certificates }: Spooled): Promise<void> {
		const lines = [certificates, ...findings].map((it) => JSON.stringify(it)).join('\n');
		this.#characters += lines.length;
		const packed = await pack(lines, { level: constants.Z_BEST_SPEED });
		await writeFile(this.#file(index), packed, { mode: 0o600 });
	}

	/** What was written there; nothing where nothing was. */
	async read(index: number): Promise<Spooled> {
		const packed = await readFile(this.#file(index)).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return null;
			throw error;
		});
		if (packed === null) return { findings: [], certificates: {} };
		const [certificates = '{}', ...lines] = (await unpack(packed)).toString('utf8').split('\n');
		// It is what was written here, by this process.
		return {
			findings: lines.map((line) => JSON.parse(line) as Finding),
			certificates: JSON.parse(certificates) as Spooled['certificates'],
		};
	}

	async close(): Promise<void> {
		process.off('exit', this.#atExit);
		await rm(this.#folder, { recursive: true, force: true });
	}

	#file(index: number): string {
		return join(this.#folder, `${index}.jsonl.gz`);
	}
}

const pack = promisify<string, object, Buffer>(gzip);
const unpack = promisify<Buffer, Buffer>(gunzip);
