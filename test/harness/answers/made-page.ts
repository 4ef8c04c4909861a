/** Answers made by hand, with what they are compared by. */
import { sketchOf } from '../../../harness/answers/likeness.ts';
import type { Response, RuleResult } from '../../../harness/observation.ts';

export interface MadePage {
	readonly status?: number;
	readonly type?: string;
	/** What `Content-Length` says; the length of the body unless told otherwise, `null`: nothing. */
	readonly announced?: number | null;
	readonly markers?: readonly RuleResult[];
	readonly acceptIf?: RuleResult;
	readonly rejectIf?: RuleResult;
}

/** The answer with that body. */
export function page(body: string, it: MadePage = {}): Response {
	const { status = 200, type = 'text/html', announced = body.length } = it;
	return {
		status,
		headers: {
			'content-type': type,
			...(announced === null ? {} : { 'content-length': String(announced) }),
		},
		retryAfter: null,
		acceptIf: it.acceptIf ?? null,
		rejectIf: it.rejectIf ?? null,
		reason: null,
		excerpt: null,
		length: body.length,
		sketch: sketchOf(body, 'the key of the tests'),
		...(it.markers === undefined ? {} : { markers: it.markers }),
	};
}

/** That many different words that begin with a word. */
export function words(count: number, start: string): string {
	return Array.from({ length: count }, (_, index) => `${start}${letters(index)}`).join(' ');
}

function letters(index: number): string {
	return String(index).replaceAll(/\d/gu, (digit) => 'abcdefghij'[Number(digit)] ?? '');
}
