import { closest } from 'fastest-levenshtein';
import { catalogue } from '../fixtures/catalogue.ts';
import { family } from '../fixtures/variant.ts';
import { UsageError } from './usage-error.ts';

/** The error for an id, family or glob that names no variant; names the nearest one. */
export function noSuchVariant(text: string): UsageError {
	if (/[*?[{]/u.test(text))
		return new UsageError(`no variant matches ${text}`, 'mtls-gauntlet list shows all of them');
	const families = new Set(catalogue.map(family));
	if (families.has(text)) {
		return new UsageError(
			`no such variant: ${text}`,
			`${text} is a family: mtls-gauntlet list shows its variants`,
		);
	}
	const names = [...catalogue.map(({ id }) => id), ...families];
	return new UsageError(`no such variant: ${text}`, `did you mean ${closest(text, names)}?`);
}
