/** What the assertions of all test frameworks have in common. Pure. */
import type { Evaluation } from './evaluate.ts';
import type { Finding } from './finding.ts';
import type { Observation } from './observation.ts';

/** An evaluation as a framework wants it, which turns `holds` around where it was asked negated. */
export interface Assertion {
	readonly holds: boolean;
	/** Why it does not hold; asked negated, why it does. */
	readonly message: string;
}

/** Where nothing is known neither a statement nor its negation holds. */
export function assertion(
	{ pass, decided, message, negated }: Evaluation,
	isNegated: boolean,
): Assertion {
	const said = isNegated ? negated : message;
	return decided
		? { holds: pass, message: said }
		: { holds: isNegated, message: said.replace(/\n|$/u, '; nothing could be concluded$&') };
}

/** The finding that an assertion is about. @throws Error for anything else. */
export function findingIn(subject: unknown): Finding {
	if (isFinding(subject)) return subject;
	throw new Error(`expected a finding, got ${kind(subject)}`);
}

/** The observation that an assertion is about, also that of a finding. @throws Error without one. */
export function observationIn(subject: unknown): Observation {
	if (isObservation(subject)) return subject;
	if (!isFinding(subject)) throw new Error(`expected an observation, got ${kind(subject)}`);
	if (subject.observation !== null) return subject.observation;
	throw new Error(`expected an observation, got none: ${subject.id} was not probed`);
}

function isFinding(subject: unknown): subject is Finding {
	return isObject(subject) && 'outcome' in subject && 'verdict' in subject;
}

function isObservation(subject: unknown): subject is Observation {
	return isObject(subject) && Array.isArray(subject['connections']) && 'again' in subject;
}

function isObject(subject: unknown): subject is Record<string, unknown> {
	return typeof subject === 'object' && subject !== null;
}

function kind(subject: unknown): string {
	if (subject === null) return 'null';
	if (Array.isArray(subject)) return 'an array';
	const isPromise = isObject(subject) && typeof subject['then'] === 'function';
	return isPromise ? 'a promise: await it first' : `a value of type ${typeof subject}`;
}
