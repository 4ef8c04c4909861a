/** What a status says where another host or path was asked than the run's own. Pure. */
import { refusingStatuses } from '../classify.ts';
import type { Response } from '../observation.ts';
import { inconclusive, type Verdict } from '../verdict.ts';
import type { Known } from './known.ts';

/** Whoever is not served has no page: what remains is whether that was meant. */
export function unserved(
	response: Response,
	{ isLastTry = false, isOtherPath = false }: Pick<Known, 'isLastTry' | 'isOtherPath'>,
): Verdict {
	const { status } = response;
	if (!isBusy(response) && status !== 500) return notIt(response);
	// A proxy without a backend for a name says 503 each time; before another path that may be a limit.
	const isFinal = status === 500 || status === 502 || (status === 503 && !isOtherPath);
	if (isFinal && isLastTry) {
		return { kind: 'reject', layer: 'http', because: `answered with HTTP ${status} each time` };
	}
	return inconclusive(
		isBusy(response)
			? `HTTP ${status}: the target is busy`
			: `HTTP ${status} neither serves nor refuses`,
	);
}

/** An answer that is not what was sought, whatever else it is. */
export function notIt({ status }: Response): Verdict {
	const because = refusingStatuses.includes(status)
		? `refused with HTTP ${status}`
		: `answered with HTTP ${status}, which is not the protected answer`;
	return { kind: 'reject', layer: 'http', because };
}

/** Whether there is an answer and it serves something. */
export function isServed(response: Response | null): boolean {
	return response !== null && response.status >= 200 && response.status < 300;
}

/** RFC 9110 §15.6.3 to §15.6.5, RFC 6585 §4: it did not say what it thinks of the request. */
export function isBusy({ status }: Response): boolean {
	return [429, 502, 503, 504].includes(status);
}
