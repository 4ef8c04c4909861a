import { UsageError } from '../usage-error.ts';
import type { RawOptions } from './option-table.ts';

interface GivenPaths {
	/** What is tested: nobody may get it without a certificate. */
	readonly paths: readonly string[];
	/** What the target serves to everybody. */
	readonly openPaths: readonly string[];
}

/**
 * `--path`, `--protected` and `--open`. The path of the URL counts where no `--path` is given; `/`
 * only where nothing else is. Without a URL no path is implied.
 * @throws UsageError for a path that is tested and said to be open.
 */
export function parsePaths(options: RawOptions, ofUrl: string | null): GivenPaths {
	const named = parseEach('--path', options.path ?? []);
	const kept = parseEach('--protected', options.protected ?? []);
	const openPaths = parseEach('--open', options.open ?? []);
	const isImplied = named.length === 0 && (kept.length === 0 || ofUrl !== '/');
	const implied = isImplied && ofUrl !== null ? parseEach('path of the URL', [ofUrl]) : [];
	const paths = [...named, ...implied, ...kept];
	const both = openPaths.find((path) => paths.includes(path));
	if (both !== undefined) {
		throw new UsageError(
			`--open ${both}: is also tested, and nobody may get that without a certificate`,
			'--protected PATH names what is to be tested',
		);
	}
	return { paths: [...new Set(paths)], openPaths };
}

function parseEach(option: string, paths: readonly string[]): readonly string[] {
	for (const path of paths) {
		// RFC 9112 §3.2.1: origin-form. A fragment stays with the client, a space ends the target.
		if (!/^\/[!-~]*$/u.test(path) || path.includes('#')) {
			throw new UsageError(
				`${option} ${JSON.stringify(path)}: not the path of a request`,
				'it begins with / and is percent-encoded',
			);
		}
	}
	return [...new Set(paths)];
}
