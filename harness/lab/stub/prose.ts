/** Words by which the pages of one upstream are told from those of another. Pure. */
import { createHash } from 'node:crypto';

/**
 * Two hundred made-up words that belong to this seed: as many as outweigh what a server adds to a
 * page, and hardly any that another seed has, too. Letters only, so that each counts as a word
 * where pages are compared.
 */
export function proseOf(seed: string): string {
	const words: string[] = [];
	for (let block = 0; words.length < wordCount; block += 1) {
		const octets = createHash('sha512').update(`${block} ${seed}`).digest();
		for (let at = 0; at + octetsPerWord <= octets.length; at += octetsPerWord) {
			words.push([...octets.subarray(at, at + octetsPerWord)].map(syllable).join(''));
		}
	}
	return words.slice(0, wordCount).join(' ');
}

const wordCount = 200;
const octetsPerWord = 4;

function syllable(octet: number): string {
	return `${consonants[octet >> 4] ?? ''}${vowels[octet & 3] ?? ''}`;
}

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aeio';
