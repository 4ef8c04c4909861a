import { type Check, ok, warning } from './check.ts';
import { responsesOf, type Seen } from './seen.ts';

/** Whether the target is asked too much (RFC 6585 §4, RFC 9110 §15.6.4). */
export function checkLoad(seen: Seen): readonly Check[] {
	const answers = responsesOf(seen);
	if (answers.length === 0) return [];
	const busy = answers.filter(({ status }) => status === 429 || status === 503).length;
	// Of a probe that was repeated the last answer is kept.
	const repeated = seen.findings.filter(
		({ observation }) => (observation?.retries ?? 0) > 0,
	).length;
	if (busy === 0 && repeated === 0) {
		return [ok('load', `it answered all of ${seen.findings.length} probes at once`)];
	}
	const says = [
		...(repeated > 0 ? [`${repeated} of ${seen.findings.length} probes had to be repeated`] : []),
		...(busy > 0 ? [`${busy} of ${answers.length} answers were 429 or 503`] : []),
	];
	return [warning('load', says.join('; '), slower)];
}

const slower =
	'--rate N/s and --concurrency N ask more slowly; a whole run makes some hundred connections';
