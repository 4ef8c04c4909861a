/** Offers the target, once a run, what it should not agree to. */
import type { Offer } from '../fixtures/variant.ts';
import { classifyOffer } from './classify-offer.ts';
import type { ConnectionObservation, Observation } from './observation.ts';
import type { RunOptions } from './options.ts';
import type { Pool } from './pool.ts';
import { greetOn, hasServerHello, type Preflight } from './preflight.ts';
import { makeOffer } from './probe/make-offer.ts';
import type { Turn } from './probe/probe.ts';
import { withRetries } from './probe/retry.ts';
import { inconclusive, type Verdict } from './verdict.ts';

export interface OfferSettings {
	readonly options: RunOptions;
	readonly facts: Preflight;
	readonly pool: Pool;
	/** Waits for a turn to open a connection (`--rate`). */
	readonly turn: Turn;
	readonly signal: AbortSignal;
}

export interface Offered {
	readonly verdict: Verdict;
	/** `null`: nothing was sent. */
	readonly observation: Observation | null;
}

/**
 * Makes the offer on a connection of its own, and again while nothing can be concluded. A refusal
 * counts only from a target that is known to answer others; one without an alert, only if it still
 * does so afterwards (rule 7).
 */
export async function makeOfferTo(offer: Offer, settings: OfferSettings): Promise<Offered> {
	const { facts, pool, signal } = settings;
	if (facts.silence !== null) {
		return { verdict: inconclusive(facts.silence, false), observation: null };
	}
	const observation = await withRetries(
		() => pool.inTurn(async () => asObservation(await connect(offer, settings))),
		(it) => classifyOffer(offer, it),
		signal,
	);
	const verdict = classifyOffer(offer, observation);
	return { verdict: await weighed(verdict, settings), observation };
}

async function connect(offer: Offer, settings: OfferSettings): Promise<ConnectionObservation> {
	const { options, facts, turn, signal } = settings;
	await turn();
	const { servername } = options.target;
	const { address } = facts;
	return makeOffer({ address, servername, offer, timeoutMs: options.timeoutMs }, signal);
}

async function weighed(verdict: Verdict, settings: OfferSettings): Promise<Verdict> {
	if (verdict.kind !== 'reject') return verdict;
	const { options, facts, pool, turn, signal } = settings;
	const { speaks } = facts;
	if (speaks === null) {
		return inconclusive(`${verdict.because}, like TLS 1.2 and TLS 1.3`, false);
	}
	if (verdict.layer === 'tls') return verdict;
	const isThere = await pool.next(async () => {
		await turn();
		return hasServerHello(await greetOn(facts.address, speaks, options, signal));
	});
	return isThere
		? verdict
		: inconclusive(`${verdict.because}, and so was what was accepted before`, false);
}

function asObservation(connection: ConnectionObservation): Observation {
	return { connections: [connection], again: null, retries: 0 };
}
