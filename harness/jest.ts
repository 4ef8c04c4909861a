/** Matchers for Jest: `expect.extend(mtlsMatchers)`. */
// The module that is added to must be known.
// oxlint-disable-next-line no-empty-named-blocks
import type {} from 'expect';
import type { FindingMatchers } from './matchers.ts';

export { type FindingMatchers, mtlsMatchers } from './matchers.ts';

declare module 'expect' {
	// Declarations of one interface must have the same type parameters: these are Jest's.
	interface Matchers<R extends void | Promise<void>, T = unknown> extends FindingMatchers<R> {}
}
