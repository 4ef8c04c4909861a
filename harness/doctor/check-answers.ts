import { endText } from '../classify.ts';
import type { Finding } from '../finding.ts';
import { acceptanceHint } from '../hints.ts';
import { noCertificate, validControl } from '../plan.ts';
import { type Check, ok, problem, warning } from './check.ts';
import { bySentence, findingsOf, hasNoValid, type Seen } from './seen.ts';

/** Whether the valid credential gets in, by an answer that others do not get. */
export function checkValid(seen: Seen): Check {
	const id = 'valid-credential';
	const found = findingsOf(seen, validControl);
	const state = seen.isInconclusive ? problem : warning;
	if (seen.isUnusable) return state(id, 'none that can be used was given');
	if (hasNoValid(seen)) return state(id, 'none was given', acceptanceHint);
	const says = bySentence(found, ({ message }) => message);
	if (found.some(isOpen)) return state(id, says, ...seen.obstacles);
	if (found.some(({ outcome }) => outcome === 'skipped')) return warning(id, says);
	const todo = findingsOf(seen, noCertificate).some(isOpen) ? [] : seen.obstacles;
	return todo.length === 0 ? ok(id, says) : warning(id, says, ...todo);
}

/** What becomes of whoever shows no certificate. */
export function checkBare(seen: Seen): Check {
	const id = 'no-certificate';
	const found = findingsOf(seen, noCertificate);
	const tested = found.filter(({ outcome }) => outcome !== 'skipped');
	const says = bySentence(tested.length > 0 ? tested : found, shown);
	if (found.some(({ outcome }) => outcome === 'deviates'))
		return warning(id, says, openHint, verdictHint);
	const valid = findingsOf(seen, validControl);
	if (valid.some(isOpen) || !found.some((it) => isOpen(it) && !isOfNoWorth(it))) {
		return ok(id, says);
	}
	return (seen.isInconclusive ? problem : warning)(id, says, ...seen.obstacles);
}

function isOpen({ outcome }: Finding): boolean {
	return outcome === 'inconclusive';
}

/** A refusal like any other, where nobody is known to be let in. */
function isOfNoWorth({ message }: Finding): boolean {
	return message.includes('nothing shows that this target accepts');
}

/** What the target did, also where that is worth nothing because of another control. */
function shown(finding: Finding): string {
	const last = finding.observation?.connections.at(-1);
	if (!isOpen(finding) || last === undefined) return finding.message;
	return last.response === null ? endText(last) : `HTTP ${last.response.status}`;
}

const openHint = 'whoever has no certificate is served: a run fails for that (exit 1)';
const verdictHint =
	'if the answer says in its header or body who is let in, --accept-if RULE tells how to read it';
