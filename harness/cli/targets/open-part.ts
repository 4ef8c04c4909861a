import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { asSpooled } from '../../../reports/spooled-run.ts';
import { isJsonLines, parseHeader, parseParts } from '../../../reports/parse-json-lines.ts';
import type { ReadableShard } from '../../targets/merge-shards.ts';
import { UsageError } from '../../usage-error.ts';
import { readRun } from '../read-run.ts';

/**
 * The saved runs that a path names: a file, or all those of a folder and what is below it.
 * @throws UsageError when there is none, or one cannot be read.
 */
export async function openParts(path: string, cwd: string): Promise<readonly ReadableShard[]> {
	const found = await stat(resolve(cwd, path)).catch(() => null);
	if (found === null) throw new UsageError(`report merge ${path}: no such file or folder`);
	const paths = found.isDirectory() ? await reportsIn(path, cwd) : [path];
	return Promise.all(paths.map((it) => openPart(it, cwd)));
}

/** The same run may lie there as JSON and as JSON lines: then the lines do. */
async function reportsIn(folder: string, cwd: string): Promise<readonly string[]> {
	const names = await readdir(resolve(cwd, folder), { recursive: true });
	const ending = (end: string): readonly string[] =>
		names
			.filter((name) => name.endsWith(end))
			.toSorted()
			.map((name) => join(folder, name));
	const lines = ending('.jsonl');
	const found = lines.length > 0 ? lines : ending('.json');
	if (found.length > 0) return found;
	throw new UsageError(
		`report merge ${folder}: no report in it`,
		'--reporter jsonl=FILE writes what is put together here',
	);
}

async function openPart(path: string, cwd: string): Promise<ReadableShard> {
	const file = resolve(cwd, path);
	if (!isJsonLines(await beginningOf(file, path))) {
		const run = await readRun('report merge', path, cwd);
		return { label: path, ...asSpooled(run) };
	}
	for await (const line of linesOf(file)) {
		const run = parsed(path, () => parseHeader(line));
		return { label: path, run, parts: () => parseParts(run, without(linesOf(file))) };
	}
	throw new UsageError(`${path}: is empty`);
}

async function beginningOf(file: string, path: string): Promise<string> {
	try {
		const handle = await open(file);
		const { buffer, bytesRead } = await handle
			.read(Buffer.alloc(64), 0, 64, 0)
			.finally(() => handle.close());
		return buffer.toString('utf8', 0, bytesRead);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new UsageError(`report merge ${path}: cannot be read (${code ?? 'unknown error'})`);
	}
}

/** Opened when the first line is asked for: what comes before somebody listens readline drops. */
async function* linesOf(file: string): AsyncIterable<string> {
	yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

/** Everything but the header. */
async function* without(lines: AsyncIterable<string>): AsyncIterable<string> {
	let isFirst = true;
	for await (const line of lines) {
		if (!isFirst) yield line;
		isFirst = false;
	}
}

function parsed<T>(path: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(`${path}: ${message}`, null, { cause: error });
	}
}
