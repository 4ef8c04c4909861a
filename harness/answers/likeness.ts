/** Whether two answers are the same page, told from a few numbers of each. Pure. */
import { createHmac } from 'node:crypto';
import type { Response } from '../observation.ts';

/** How many numbers stand for a body: enough to tell a half from three quarters. */
const sketchSize = 128;

/** Words longer than this are tokens, digests and keys, which differ from answer to answer. */
const longestWord = 32;

/** Digits and letters mixed that long are no words either, but identifiers and times. */
const shortestToken = 8;

/**
 * The least of the keyed hashes of the words of a body: two bodies share about as many of them as
 * they share words (bottom-k sketch). Numbers count as one word, and so do tokens. The key is of one
 * run, so that nobody else can look up words by their hashes.
 */
export function sketchOf(body: string, key: string): readonly number[] {
	return [...wordsOf(body)]
		.map((word) => createHmac('sha256', key).update(word).digest().readUInt32BE())
		.toSorted((one, other) => one - other)
		.slice(0, sketchSize);
}

function wordsOf(body: string): ReadonlySet<string> {
	const words = new Set<string>();
	for (const [run] of body
		.replaceAll(base64, withoutToken)
		.toLowerCase()
		.matchAll(/[\p{L}\p{N}_-]+/gu)) {
		if (run.length >= shortestToken && /\p{N}/u.test(run) && /\p{L}/u.test(run)) {
			words.add('#');
			continue;
		}
		for (const [word] of run.matchAll(/\p{L}+|\p{N}+/gu)) {
			if (word.length <= longestWord) words.add(/^\p{N}/u.test(word) ? '0' : word);
		}
	}
	return words;
}

/** Long enough for a path, too: only what mixes capitals, small letters and digits is a token. */
const base64 = /[\w+/-]{20,}={0,2}/gu;

function withoutToken(run: string): string {
	return [/[a-z]/u, /[A-Z]/u, /\d/u].every((kind) => kind.test(run)) ? ' token00 ' : run;
}

/** Of a body that is longer no more than its beginning is known (64 KiB). */
export function isCut({ length = 0 }: Response): boolean {
	return length >= 64 * 1024 - 4;
}

/**
 * From 0 (nothing in common) to 1 (the same page as far as can be told). Media types that differ
 * make half of what words have in common. Answers without any words are alike when both are equally
 * long: `isComparable` says whether that means anything.
 */
export function likeness(one: Response, other: Response): number {
	const [a, b] = [one.sketch ?? [], other.sketch ?? []];
	const isSame = isSameType(one, other);
	if (a.length === 0 || b.length === 0) {
		const isAlike = a.length === b.length && one.length === other.length && isSame;
		return isAlike ? 1 : 0;
	}
	const least = [...new Set([...a, ...b])].toSorted((x, y) => x - y).slice(0, sketchSize);
	const [inA, inB] = [new Set(a), new Set(b)];
	const shared = least.filter((hash) => inA.has(hash) && inB.has(hash)).length;
	return (shared / least.length) * (isSame ? 1 : 0.5);
}

/**
 * How much of an answer is in another one, from 0 to 1: a page that greets nobody is all in the one
 * that greets somebody.
 */
export function contained(part: Response, whole: Response): number {
	const all = whole.sketch ?? [];
	// A full sketch knows only of what is not above its last number.
	const end = all.length < sketchSize ? Infinity : (all.at(-1) ?? 0);
	const known = (part.sketch ?? []).filter((hash) => hash <= end);
	if (known.length === 0) return 0;
	const inWhole = new Set(all);
	return known.filter((hash) => inWhole.has(hash)).length / known.length;
}

/** Whether an answer has anything to compare: HEAD brings no body, and many answers have none. */
export function isComparable({ sketch = [] }: Response): boolean {
	return sketch.length > 0;
}

/** Whether two answers say that they are of one media type, or neither says any. */
export function isSameType(one: Response, other: Response): boolean {
	return mediaType(one) === mediaType(other);
}

function mediaType({ headers }: Response): string {
	return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
