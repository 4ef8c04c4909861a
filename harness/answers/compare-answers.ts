/** Which of several known answers another one is, if that can be told. Pure. */
import { contained, isComparable, isCut, isSameType, likeness } from './likeness.ts';
import type { Response } from '../observation.ts';

/** At least as alike as this, two answers are the same page. */
const same = 0.8;
/** Less alike than this, they are two pages. */
const different = 0.5;
/** As much more alike must an answer be to one page than to another to be taken for it. */
const margin = 0.1;
/** Less than this of a page is nothing of it, even where it has no other words. */
const trace = 0.2;
/** So many words do not stand together in another page by chance. */
const manyWords = 8;

export type Compared =
	/** It is what was looked for. */
	| 'it'
	/** It is something else. */
	| 'other'
	/** It is as like the one as the other. */
	| 'both'
	/** It has much of what was looked for. */
	| 'partly'
	/** It has no content to compare. */
	| 'empty';

/**
 * Whether an answer is the wanted one, and not one of the others. `self`: how like the wanted page is
 * to itself, asked for again. Where no other page is known, or the page is unlike itself, less can be
 * told: sites have one template for all of their pages.
 */
export function compareToWanted(
	answer: Response,
	wanted: Response,
	others: readonly Response[],
	self = 1,
): Compared {
	if (!isComparable(answer)) return compareEmpty(answer, wanted);
	const like = likeness(answer, wanted);
	const likeOther = mostLike(answer, others);
	if (isOneOf(answer, others, wanted)) return 'other';
	const isToldApart = others.length > 0 || like >= self;
	if (isCut(answer) || isCut(wanted)) return like < different && self >= same ? 'other' : 'partly';
	if (like >= same) {
		if (!isClearlyMore(like, likeOther)) return 'both';
		return isToldApart ? 'it' : 'partly';
	}
	if (self < same) return 'partly';
	if (like >= different) {
		const isIt = others.length > 0 && isShortened(answer, wanted, like - likeOther);
		return isIt ? 'it' : 'partly';
	}
	if (isTiny(answer) && isTiny(wanted) && likeOther < same) return 'partly';
	// What greets the client has less to say where there is none.
	return like >= trace && contained(answer, wanted) >= same ? 'partly' : 'other';
}

/** A name and two fields: whom it names is all the difference. */
function isTiny({ sketch = [] }: Response): boolean {
	return sketch.length < manyWords;
}

/** Whether an answer is one of those that others get, and not the wanted one. */
export function isOneOf(answer: Response, others: readonly Response[], wanted: Response): boolean {
	const likeOther = mostLike(answer, others);
	const like = likeness(answer, wanted);
	return likeOther >= same && isClearlyMore(likeOther, like);
}

/** Whether an answer has too little of the wanted page to be taken for it. */
export function isUnlike(answer: Response, wanted: Response): boolean {
	return isComparable(answer) && isComparable(wanted) && likeness(answer, wanted) < different;
}

/**
 * Whether an answer is none of those that are known. `own` is what this client gets anyway, where an
 * unknown answer may be the same page by chance; `open` is what everybody gets.
 */
export function compareToKnown(
	answer: Response,
	own: readonly Response[],
	open: readonly Response[],
): Compared {
	const [likeOwn, likeOpen] = [mostLike(answer, own), mostLike(answer, open)];
	if (likeOpen === 1 && likeOwn < 1) return 'other';
	if (!isComparable(answer)) return 'empty';
	return Math.max(likeOwn, likeOpen) >= different ? 'both' : 'it';
}

/** Whether two answers do not differ in anything that is compared. */
export function isOnePage(one: Response, other: Response): boolean {
	return one.status === other.status && likeness(one, other) === 1;
}

/** What it says is in the wanted page, which says more: whom it greets (here perhaps: nobody). */
function isShortened(answer: Response, wanted: Response, isMore: number): boolean {
	const words = answer.sketch?.length ?? 0;
	const foreign = Math.round((1 - contained(answer, wanted)) * words);
	const isEnough = foreign <= 1 && words >= manyWords + 4 * foreign;
	return isEnough && isMore >= margin && isSameType(answer, wanted);
}

/** HEAD brings the length of what it does not bring (RFC 9110 §8.6). */
function compareEmpty(answer: Response, wanted: Response): Compared {
	const announced = Number(answer.headers['content-length'] ?? Number.NaN);
	if (isComparable(wanted) && (announced === 0 || answer.status === 204)) return 'other';
	if (isComparable(wanted) || announced > 0) return 'empty';
	return answer.length === wanted.length ? 'empty' : 'other';
}

function mostLike(answer: Response, others: readonly Response[]): number {
	return Math.max(0, ...others.map((it) => likeness(answer, it)));
}

function isClearlyMore(one: number, other: number): boolean {
	return one > other && (one === 1 || one - other >= margin);
}
