import { proseOf } from './prose.ts';

/** A page in place of one that is not on this machine. Its words belong to the seed. */
export function plainPage(seed: string): string {
	return `<!doctype html>\n<title>A page of the lab</title>\n<p>${proseOf(seed)}</p>\n`;
}
