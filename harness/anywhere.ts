import type { Place } from '../fixtures/variant.ts';

/** Stands in for the target where only credentials are made: none of them depends on it. */
export const anywhere: Place = { servername: 'localhost', authority: 'localhost', path: '/path' };
