import { closest } from 'fastest-levenshtein';
import { withOwn } from '../fixtures/catalogue.ts';
import type { OwnVariant } from '../fixtures/own-variant.ts';
import { family } from '../fixtures/variant.ts';
import { UsageError } from './usage-error.ts';

/** The error for an id, family or glob that names no variant; names the nearest one. */
export function noSuchVariant(text: string, own: readonly OwnVariant[] = []): UsageError {
	if (/[*?[{]/u.test(text))
		return new UsageError(`no variant matches ${text}`, 'mtls-gauntlet list shows all of them');
	const all = withOwn(own);
	const families = new Set(all.map(family));
	if (families.has(text)) {
		return new UsageError(
			`no such variant: ${text}`,
			`${text} is a family: mtls-gauntlet list shows its variants`,
		);
	}
	const names = [...all.map(({ id }) => id), ...families];
	return new UsageError(`no such variant: ${text}`, `did you mean ${closest(text, names)}?`);
}
