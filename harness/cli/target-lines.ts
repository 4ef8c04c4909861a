import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/**
 * The line of a config file, from 1, on which each URL stands first. What is not written there as it
 * is has none, and neither has anything of a file that cannot be read.
 */
export async function targetLines(
	file: string | null,
	urls: readonly string[],
	cwd: string,
): Promise<ReadonlyMap<string, number>> {
	const text = file === null ? '' : await readFile(resolve(cwd, file), 'utf8').catch(() => '');
	const lines = text.split('\n');
	const firsts = new Map<string, number>();
	for (const [index, line] of lines.entries()) {
		for (const [written] of line.matchAll(/https:\/\/[^\s"'`,\]}#]+/gu)) {
			const url = comparable(written);
			if (!firsts.has(url)) firsts.set(url, index + 1);
		}
	}
	return new Map(
		urls.flatMap((url): (readonly [string, number])[] => {
			const line = firsts.get(comparable(url));
			return line === undefined ? [] : [[url, line]];
		}),
	);
}

/** A run spells out the path of a URL that has none. */
function comparable(url: string): string {
	return URL.canParse(url) ? new URL(url).href : url;
}
