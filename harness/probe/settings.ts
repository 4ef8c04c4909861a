import type { TlsVersion } from '../options.ts';
import type { Confidential } from './connection-request.ts';
import type { AnswerRules } from './observe.ts';

/** What all probes of one TLS version and path have in common. */
export interface ProbeSettings {
	readonly address: { readonly host: string; readonly port: number };
	readonly servername: string | null;
	/** Host and port as the URL has them. */
	readonly authority: string;
	readonly tls: TlsVersion;
	readonly path: string;
	readonly method: string;
	/** The user's headers and whom they are for; `null` when nobody may see them. */
	readonly confidential: Confidential | null;
	readonly rules: AnswerRules;
	/** Keys the sketches of bodies (likeness.ts); `null`: answers are not compared. */
	readonly sketchKey: string | null;
	/** What the target may have been told and must not be repeated. */
	readonly secrets: readonly string[];
	readonly timeoutMs: number;
	readonly waitMs: number | null;
}
