import type { Identity } from '../../fixtures/pki/identity.ts';
import type { RunOptions } from '../options.ts';

/** How to test what is in a lab; with what, the lab knows itself. */
export interface LabSettings extends Omit<
	RunOptions,
	| 'target'
	| 'vhosts'
	| 'listeners'
	| 'paths'
	| 'openPaths'
	| 'materials'
	| 'trust'
	| 'mayTest'
	| 'reproduceFrom'
> {
	/** Paths that nobody may get without a certificate; none: those that the survey finds protected. */
	readonly protectedPaths: readonly string[];
	/** Paths that everybody may get, beside those that the survey finds open. */
	readonly openPaths: readonly string[];
	/** Whom the server is to let in; `null`: whom its config names, else anybody of the CA. */
	readonly identity: Identity | null;
	/** Names of the servers to test, with or without port; none: all. */
	readonly servers: readonly string[];
	/**
	 * What an earlier run found protected, by URL: it is tested also if nothing asks there for
	 * certificates any more, or the location is gone.
	 */
	readonly protectedBefore: ReadonlyMap<string, readonly string[]>;
}
