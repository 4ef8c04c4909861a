import type { Response } from '../observation.ts';

/** What an answer is held against. */
export interface Known {
	/** The answer to the valid credential; `null` where there is none. */
	readonly protectedAnswer: Response | null;
	/** Answers that everybody gets. */
	readonly openAnswers: readonly Response[];
	/** Answers that the client of the variant gets anyway, beside that. */
	readonly ownAnswers?: readonly Response[];
	/** Whether the target serves no page for a name that nobody has: then a page is the name's own. */
	readonly tellsNames?: boolean;
	/** How like the protected answer is to itself, asked for again: 1 where it never changes. */
	readonly selfLikeness?: number;
	/** Whether another path is asked for: what limits the rate of requests may stand before it only. */
	readonly isOtherPath?: boolean;
	/** Whether the attempt was repeated as often as it is: what says "later" says no. */
	readonly isLastTry?: boolean;
}
