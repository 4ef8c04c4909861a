/** What narrows a run, and what would widen it: sentences for people. Pure. */
import { refusingStatuses } from './classify.ts';
import type { Finding } from './finding.ts';
import { noCertificate, type PlannedVariant, validControl } from './plan.ts';

/** What is in the way of the run, then one sentence an option: how many variants it would unlock. */
export function hints(planned: readonly PlannedVariant[], findings: readonly Finding[]): string[] {
	const says = (words: string): readonly Finding[] =>
		findings.filter(({ message }) => message.includes(words));
	if (says('no connection to').length > 0) {
		return [unreachableHint];
	}
	return [
		...obstacleHints(planned, findings),
		...unlockHints(planned, findings),
		...(says('nothing shows that this target accepts').length > 0 ? [acceptanceHint] : []),
	];
}

/** What is in the way of the controls: one sentence each. */
export function obstacleHints(
	planned: readonly PlannedVariant[],
	findings: readonly Finding[],
): readonly string[] {
	const says = (words: string): readonly Finding[] =>
		findings.filter(({ message }) => message.includes(words));
	const alike = says('cannot be told apart');
	// An answer that refuses the valid credential like nobody at all most likely means just that.
	const isRefusal = alike.some(
		({ status }) => status !== null && refusingStatuses.includes(status),
	);
	const all: string[] = [];
	if (isRefusal || says('control/valid was refused').length > 0) {
		all.push(trustHint, ...(needsLists(planned) ? [listsHint] : []));
	}
	if (alike.length > 0) all.push(tellApartHint);
	if (findings.some(({ message }) => wantsMarker.test(message))) all.push(markerHint);
	all.push(...refusalHints(findings), ...refusedLaterHints(findings));
	all.push(...ownCredentialHints(findings));
	return all;
}

function needsLists(planned: readonly PlannedVariant[]): boolean {
	return planned.some((it) => it.kind === 'probe' && it.variant.needs.includes('crl'));
}

/** One sentence an option, the one that unlocks most first; last what only some targets have. */
function unlockHints(
	planned: readonly PlannedVariant[],
	findings: readonly Finding[],
): readonly string[] {
	const byCount = unlocking(planned, wantOtherPath(findings));
	const forAll = byCount.filter(
		([option]) => !forSomeTargets.some(({ options }) => options.test(option)),
	);
	const [most, second, ...others] = forAll;
	const forSome = forSomeTargets.flatMap(({ options, where, more }) => {
		const those = byCount.filter(([option]) => options.test(option));
		return those.length === 0 ? [] : [`${where}, ${wouldUnlock(those)}${more}`];
	});
	const lines = [most, second].flatMap((it) => (it === undefined ? [] : [wouldUnlock([it])]));
	return [...lines, ...(others.length === 0 ? [] : [wouldUnlock(others)]), ...forSome];
}

/**
 * Options that were not given and the number of variants that each would unlock, the one that unlocks
 * most first. `onOtherPath`: how many would run where the path is not `/`.
 */
export function unlocking(
	planned: readonly PlannedVariant[],
	onOtherPath: number,
): readonly (readonly [option: string, variants: number])[] {
	const unlocked = new Map<string, number>();
	if (onOtherPath > 0) unlocked.set('--protected PATH', onOtherPath);
	for (const it of planned) {
		if (it.kind !== 'skip' || it.missing.unlock === null) continue;
		const option = named(it.missing.unlock);
		unlocked.set(option, (unlocked.get(option) ?? 0) + 1);
	}
	return [...unlocked].toSorted(([, one], [, other]) => other - one);
}

/** How many variants ran nowhere because the path is `/`. */
function wantOtherPath(findings: readonly Finding[]): number {
	const ran = new Set(findings.filter(({ outcome }) => outcome !== 'skipped').map(({ id }) => id));
	const wanting = findings.filter(
		({ id, outcome, message }) => outcome === 'skipped' && wantsOtherPath(message) && !ran.has(id),
	);
	return new Set(wanting.map(({ id }) => id)).size;
}

/** Whether a variant was left out because the path is `/`. */
export function wantsOtherPath(because: string): boolean {
	return because.includes('the path / has nothing');
}

/** A redirect to a login, or an error in place of a refusal: only the user knows which it is. */
function refusalHints(findings: readonly Finding[]): readonly string[] {
	const served = findings.filter(({ id }) => id === validControl).map(({ status }) => status);
	const unread = findings.flatMap(({ id, status, message }) => {
		const isUnread = id === noCertificate && message.includes('neither accepts nor refuses');
		if (!isUnread || status === null || status < 300) return [];
		return busyStatuses.includes(status) || served.includes(status) ? [] : [status];
	});
	const rules = [...new Set(unread)].map((status) => `--reject-if status:${status}`);
	if (rules.length === 0) return [];
	return [`${rules.join(' ')} says that this is how the target refuses, if it is`];
}

/** Whoever gets through the handshake may be refused by who is asked then. */
function refusedLaterHints(findings: readonly Finding[]): readonly string[] {
	const statuses = findings.flatMap(({ id, verdict, status, observation }) => {
		const isRefused = id === validControl && verdict === 'accept' && status !== null;
		const isTold = observation?.connections.at(-1)?.response?.acceptIf === 'match';
		return isRefused && !isTold && refusingStatuses.includes(status) ? [status] : [];
	});
	return [...new Set(statuses)].map(
		(status) =>
			`the valid credential gets through the handshake, and then HTTP ${status}: if certain names only are let in, --identity says which, and only then is that tested`,
	);
}

/** RFC 6585 §4 and RFC 9110 §15.6.4: they say nothing of the client. */
const busyStatuses: readonly number[] = [429, 503];

/** Names at which nothing is refused that could be gone around. */
function ownCredentialHints(findings: readonly Finding[]): readonly string[] {
	const letIn = findings.filter(
		({ id, verdict }) => id === 'vhost/own-credential' && verdict === 'accept',
	);
	const names = [...new Set(letIn.map(({ instance }) => instance ?? 'the name of --vhost'))];
	if (names.length === 0) return [];
	const letsIn = names.length === 1 ? 'lets' : 'let';
	return [
		`${names.join(', ')} ${letsIn} the valid credential in: nothing that goes around its refusal was tested there`,
	];
}

function wouldUnlock(those: readonly (readonly [option: string, count: number])[]): string {
	const [[option, count] = ['', 0], ...others] = those;
	const first = `${option} would unlock ${count} more ${count === 1 ? 'variant' : 'variants'}`;
	return [first, ...others.map((it) => it.join(' '))].join('; ');
}

/** What is said of the house is one option each, whatever its value. */
function named(option: string): string {
	return house.test(option) ? option.replace(/ .*/u, '') : option;
}

const house = /^--(?:vhost|open|listener)\b/u;

/** Options that make sense for some targets only; those of one kind share a line. */
const forSomeTargets = [
	{ options: /^--revocation\b/u, where: 'where the target checks revocation', more: '' },
	{
		options: house,
		where: 'where the server has other names, open paths or other listeners',
		more: ' (docs/ways-around.md)',
	},
] as const;

/** What to look at where nothing listens. */
export const unreachableHint = 'check that the target is running, and host and port of the URL';
const trustHint =
	'check that --cert or --client-ca is what the target trusts: OpenSSL wants the root itself in the trust file, an intermediate alone does not do';
const listsHint =
	'a target that checks revocation lists refuses everybody until it has one of every CA: mtls-gauntlet pki DIR --crl writes them';
const tellApartHint =
	'--accept-if RULE says what only a served answer has, or --path names a path that answers differently';
const markerHint =
	'--marker RULE says what only a protected answer has, as body:/account of/ (docs/ways-around.md)';
/** Not what says that a marker was given and does not do. */
const wantsMarker = /--marker would|, --marker\)/u;
export const acceptanceHint =
	'--cert or --client-ca would show that the target lets anybody in: until then its refusals prove nothing';

/** Why nothing was learned of revocation, where the target never asked. */
export function unaskedHint(
	responder: { readonly origin: string; answered(): number } | null,
): readonly string[] {
	if (responder === null || responder.answered() > 0) return [];
	return [
		`the target asked nothing of the OCSP responder at ${responder.origin}: it does not check (nginx ssl_ocsp, Apache SSLOCSPEnable), asks another responder, or cannot reach this one (--ocsp-address)`,
	];
}

/** What a refused control says of the target: the fact, and its usual cause in a line of its own. */
export function explainLimit(control: string, limit: string, because: string): readonly string[] {
	const cause = usualCauses[control];
	const subject = isAboutChain(control) ? `a sound chain with ${limit}` : limit;
	return [`${subject} is ${because} (${control})`, ...(cause === undefined ? [] : [cause])];
}

/** What a target resumes was shown in another handshake. */
function isAboutChain(control: string): boolean {
	return control !== 'control/resumed-session';
}

const depth =
	'chains of that length are usually refused by the verify depth: nginx ssl_verify_depth counts intermediates and defaults to 1; Apache SSLVerifyDepth counts the root too, defaults to 1 and answers with alert 80 internal_error';

const usualCauses: Readonly<Record<string, string>> = {
	'control/issued':
		'what the CA of --client-ca issues is usually refused because the trust file lacks that CA or holds an intermediate only, or because names are mapped and --identity has to fit',
	'control/valid-via-intermediate': depth,
	'control/valid-via-two-intermediates': depth,
	'control/crl-checked':
		'the target has no list of that CA, or one of another key: deploy all the lists that mtls-gauntlet pki DIR --crl writes from this CA key',
	'control/valid-via-three-intermediates': depth,
	'control/at-verify-depth': depth,
	'control/resumed-session':
		'the target resumes sessions and forgets who opened them, so its own clients are refused from their second connection on',
	'control/ocsp-good':
		'a good answer is usually not believed because the target cannot reach the responder of this run, or because its clock is wrong',
};
