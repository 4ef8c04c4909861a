import type { Layer } from './finding.ts';

/** What the target did, and the sentence that says by what it is known. */
export type Verdict =
	| { readonly kind: 'accept'; readonly because: string }
	| { readonly kind: 'reject'; readonly layer: Layer; readonly because: string }
	| { readonly kind: 'inconclusive'; readonly because: string; readonly mayPass: boolean }
	/** The variant did not reach the target for a reason that lies in the target's request. */
	| { readonly kind: 'not-tested'; readonly because: string };

export function inconclusive(because: string, mayPass = true): Verdict {
	return { kind: 'inconclusive', because, mayPass };
}

export function notTested(because: string): Verdict {
	return { kind: 'not-tested', because };
}
