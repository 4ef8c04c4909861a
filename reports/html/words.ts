/** The words of the page for what became of a finding. */
import type { Finding } from '../../harness/finding.ts';
import type { Mark } from './page-data.ts';

/** Worst first: the order in which they are counted and listed. */
export const marks: readonly Mark[] = [
	'fails',
	'inconclusive',
	'deviates',
	'waived',
	'conforms',
	'skipped',
];

/** Tells outcomes apart without any colour. */
export const signs: Readonly<Record<Mark, string>> = {
	fails: '✗',
	inconclusive: '?',
	deviates: '!',
	waived: '~',
	conforms: '✓',
	skipped: '–',
};

/** What the target did, in a word. */
export function verdictWord({ verdict, outcome }: Pick<Finding, 'verdict' | 'outcome'>): string {
	switch (verdict) {
		case 'accept':
			return 'accepted';
		case 'reject':
			return 'rejected';
		case 'inconclusive':
			return 'unclear';
		case null:
			return outcome;
	}
}
