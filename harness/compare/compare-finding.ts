/** One finding against the same of another run. Pure. */
import { type Change, type Finding, otherWay, type Standing, waivedMark } from '../finding.ts';
import { isCheck, nowAccepts, nowRejects } from './sentences.ts';
import { isDecided, wayText } from './verdict-text.ts';

/** What became of a finding. */
export interface Compared {
	/** `null`: nothing worth a word. */
	readonly change: Pick<Change, 'kind' | 'says'> | null;
	/** `null` for what does not deviate, and for deviations that are new without being weaker. Of what is waived: how it would stand. */
	readonly standing: Standing['kind'] | null;
}

/** `now` against `base`, which is about the same variant and place, judged by the same rule. */
export function compareFinding(base: Finding, now: Finding): Compared {
	if (!isDecided(now)) {
		const says = `no longer tested: ${now.message}`;
		return { change: isDecided(base) ? { kind: 'other', says } : null, standing: null };
	}
	if (!isDecided(base)) return newlyTested(now);
	if (base.verdict === now.verdict) return sameVerdict(base, now);
	return now.verdict === 'accept' ? accepts(now) : rejects(now);
}

/** A deviation that nobody saw before fails as any other; what conforms is no news. */
function newlyTested(now: Finding): Compared {
	if (!now.fails) return { change: null, standing: null };
	const says = now.verdict === 'accept' ? nowAccepts(now) : nowRejects(now);
	return { change: { kind: 'other', says }, standing: null };
}

function accepts(now: Finding): Compared {
	const says = nowAccepts(now);
	if (now.expected === 'either') return { change: { kind: 'other', says }, standing: null };
	if (now.expected === 'accept') return { change: { kind: 'stronger', says }, standing: null };
	return weaker(now, says);
}

function weaker({ outcome }: Finding, says: string): Compared {
	const isWaived = outcome === 'waived';
	return {
		change: isWaived ? { kind: 'other', says: `${says}${waivedMark}` } : { kind: 'weaker', says },
		standing: 'weaker',
	};
}

function rejects(now: Finding): Compared {
	const says = nowRejects(now);
	if (now.expected === 'reject') return { change: { kind: 'stronger', says }, standing: null };
	// Versions that differ in their verdicts do so because one of them changed, which is said of it.
	const isWeaker = isCheck(now) && deviates(now) && now.id !== parity;
	return isWeaker ? weaker(now, says) : { change: { kind: 'other', says }, standing: null };
}

function sameVerdict(base: Finding, now: Finding): Compared {
	const isByAlert = now.verdict === 'reject' && now.expected === 'reject';
	const isSameAlert = base.alert?.name === now.alert?.name;
	const change = differentWay(base, now);
	if (deviates(now)) {
		// A waiver that ended is to be seen.
		if (base.outcome === 'waived') return { change, standing: null };
		if (!isByAlert || isSameAlert || base.outcome === 'deviates') {
			return { change, standing: 'as-before' };
		}
		return weaker(now, `no longer answers with the alert that it should: ${now.title}`);
	}
	const isMended = isByAlert && deviates(base) && !isSameAlert;
	const says = `answers with the alert that it should: ${now.title}`;
	return { change: isMended ? { kind: 'stronger', says } : change, standing: null };
}

function deviates({ outcome }: Finding): boolean {
	return outcome === 'deviates' || outcome === 'waived';
}

function differentWay(base: Finding, now: Finding): Compared['change'] {
	if (now.verdict !== 'reject' || wayText(base) === wayText(now)) return null;
	return { kind: 'other', says: otherWay };
}

const parity = 'protocol/verdict-parity';
