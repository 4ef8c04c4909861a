import { closest } from 'fastest-levenshtein';
import { catalogue } from '../fixtures/catalogue.ts';
import { family } from '../fixtures/variant.ts';
import { UsageError } from './usage-error.ts';

/** The error for an id, family or glob that matches nothing; names the nearest one. */
export function noSuchVariant(text: string): UsageError {
	if (/[*?[{]/u.test(text))
		return new UsageError(`no variant matches ${text}`, 'mtls-gauntlet list shows all of them');
	const names = [...catalogue.map(({ id }) => id), ...new Set(catalogue.map(family))];
	return new UsageError(`no such variant: ${text}`, `did you mean ${closest(text, names)}?`);
}
