import type { ConnectionObservation } from '../observation.ts';
import { type Check, ok, warning } from './check.ts';
import { connectionsOf, type Seen } from './seen.ts';

/** How the clock of the target stands to ours, by the Date of its answers (RFC 9110 §6.6.1). */
export function checkClock(seen: Seen): Check {
	const ahead = connectionsOf(seen)
		.flatMap(secondsAhead)
		.toSorted((one, other) => one - other);
	const median = ahead[Math.floor(ahead.length / 2)];
	if (median === undefined) {
		return ok('clock', 'no answer says what time it is there (no Date header)');
	}
	const size = Math.abs(median);
	// A Date has whole seconds.
	if (size < 2) return ok('clock', 'it says the same time as here');
	const says = `the target's Date is ${duration(size)} ${median > 0 ? 'ahead of' : 'behind'} our clock`;
	if (size <= tolerated) return ok('clock', says);
	return warning(
		'clock',
		says,
		size < 48 * 3600
			? 'set the clocks by NTP: sound certificates are valid for 48 hours on either side, but others end or begin within minutes of now'
			: 'set the clocks by NTP: sound certificates are valid for 48 hours on either side, so they are expired or not yet valid there',
	);
}

function secondsAhead({ opened, response, events }: ConnectionObservation): readonly number[] {
	const date = Date.parse(response?.headers['date'] ?? '');
	const answered = events.find(({ name }) => name === 'response')?.at;
	if (Number.isNaN(date) || opened === undefined || answered === undefined) return [];
	// It was cut to the second: half of one is the best guess at the rest.
	return [(date + 500 - opened.at - answered) / 1000];
}

function duration(seconds: number): string {
	if (seconds < 120) return `${Math.round(seconds)} seconds`;
	if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} minutes`;
	return seconds < 2 * 86_400
		? `${Math.round(seconds / 3600)} hours`
		: `${Math.round(seconds / 86_400)} days`;
}

/** Seconds: `validity/expired-five-minutes-ago` is the closest that a variant comes to now. */
const tolerated = 120;
