import { closest, distance } from 'fastest-levenshtein';

/** The candidate that a misspelt word most likely means; `null` when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
	if (candidates.length === 0) return null;
	const lowered = candidates.map((candidate) => candidate.toLowerCase());
	const found = closest(word.toLowerCase(), lowered);
	// A third of the letters may be wrong, as in commander's own suggestions (0.4).
	const near = distance(word.toLowerCase(), found) <= Math.max(2, Math.floor(word.length / 3));
	return near ? (candidates[lowered.indexOf(found)] ?? null) : null;
}

/** The hint that goes with an unknown word: the nearest one, or all there are. */
export function didYouMean(word: string, candidates: readonly string[]): string {
	const near = nearest(word, candidates);
	return near === null ? `known: ${candidates.join(', ')}` : `did you mean ${near}?`;
}
