/** Matchers for Vitest: `expect.extend(mtlsMatchers)`. */
// The module that is added to must be known.
// oxlint-disable-next-line no-empty-named-blocks
import type {} from 'vitest';
import type { FindingMatchers } from './matchers.ts';

export { type FindingMatchers, mtlsMatchers } from './matchers.ts';

declare module 'vitest' {
	// Declarations of one interface must have the same type parameters: these are Vitest's.
	// oxlint-disable-next-line no-explicit-any
	interface Matchers<T = any> extends FindingMatchers {}
}
