import { UsageError } from '../../usage-error.ts';
import type { RawOptions } from '../option-table.ts';
import { withoutPassword } from '../parse-url.ts';
import type { SaidOptions } from '../read-options.ts';

/**
 * What is said of a target that is tested alone: with what the list of the config says of it, if it
 * stands there. @throws UsageError where that is not clear, or nothing names a target.
 */
export function listedTarget(
	url: string | null,
	{ targets, options }: Pick<SaidOptions, 'targets' | 'options'>,
): RawOptions {
	if (options.target !== undefined) {
		if (targets.length === 0) {
			throw new UsageError('--target is given, and the config lists no targets');
		}
		if (url !== null) {
			throw new UsageError(
				`--target is given beside the URL ${withoutPassword(url)}`,
				'leave one of them out',
			);
		}
	}
	if (url === null && targets.length > 0) {
		throw new UsageError(
			`the config lists ${targets.length} targets, and here one is tested at a time`,
			'name the URL of one of them',
		);
	}
	const [first, ...others] = targets.filter((it) => it.url === url);
	if (others.length > 0) {
		throw new UsageError(
			`the config lists ${others.length + 1} targets with the URL ${withoutPassword(String(url))}`,
			'--target NAME instead of the URL says which',
		);
	}
	return first?.options ?? options;
}
