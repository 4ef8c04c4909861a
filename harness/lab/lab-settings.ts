import type { Identity } from '../../fixtures/pki/identity.ts';
import type { RunSettings } from '../options.ts';

/** How to test what is in a lab; with what, the lab knows itself. */
export interface LabSettings extends RunSettings {
	/** Paths that nobody may get without a certificate; none: those that the survey finds protected. */
	readonly protectedPaths: readonly string[];
	/** Paths that everybody may get, beside those that the survey finds open. */
	readonly openPaths: readonly string[];
	/** Whom the server is to let in; `null`: whom its config names, else anybody of the CA. */
	readonly identity: Identity | null;
	/** Names of the servers to test, with or without port; none: all. */
	readonly servers: readonly string[];
	/** What an earlier run of the same found, by URL: none of it is to go unasked now. */
	readonly before: ReadonlyMap<string, FoundBefore>;
	/** Paths to survey beside those of the config, by URL: what another config has there. */
	readonly alsoAsk: ReadonlyMap<string, readonly string[]>;
}

/** What is tested also if the config does not speak of it any more. */
export interface FoundBefore {
	/** Paths that were protected. */
	readonly protectedPaths: readonly string[];
	/** Whether revoked certificates were tested, by lists. */
	readonly checksLists: boolean;
}
