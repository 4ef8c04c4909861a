import { UsageError } from '../usage-error.ts';

/** One of a few words, in whatever case. @throws UsageError for any other. */
export function parseWord<Word extends string>(
	option: string,
	what: string,
	value: string,
	words: readonly Word[],
	hint = `one of ${words.join(', ')}`,
): Word {
	const found = words.find((word) => word === value.toLowerCase());
	if (found !== undefined) return found;
	throw new UsageError(`${option} ${JSON.stringify(value)}: unknown ${what}`, hint);
}
