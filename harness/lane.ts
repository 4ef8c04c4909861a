/** Probes one TLS version and path: the controls first, then everything that rests on them. */
import { CannotBuild } from '../fixtures/cannot-build.ts';
import type { Attempt } from '../fixtures/attempt.ts';
import { AttemptFailed } from '../fixtures/own-variant.ts';
import type { Place } from '../fixtures/variant.ts';
import { Checkpoints } from './checkpoints.ts';
import { notCarriedOut, refusedWithoutHeaders } from './answers/carried-out.ts';
import { readSought, restsOnPages } from './answers/read-sought.ts';
import { classify } from './classify.ts';
import { explainLimit } from './hints.ts';
import { type Ground, layGround } from './ground.ts';
import type { Observation } from './observation.ts';
import { noCertificate, type PlannedProbe, validControl } from './plan.ts';
import type { Pool } from './pool.ts';
import { withRetries } from './probe/retry.ts';
import { refusedEarly } from './answers/refused-early.ts';
import { isAboutSame } from './several.ts';
import { unfounded } from './answers/unfounded.ts';
import { inconclusive, notTested, type Verdict } from './verdict.ts';

export interface Lane {
	readonly probes: readonly PlannedProbe[];
	/** What is asked for on it. */
	readonly at: Place;
	/**
	 * Carries out an attempt once; the pace and the settings are in it. `isCompared`: its answer is held
	 * against others.
	 */
	readonly probe: (attempt: Attempt, isCompared: boolean) => Promise<Observation>;
	/** Whether answers are compared: then it is asked first how like one is to itself. */
	readonly comparesAnswers?: boolean;
	/** Shared by all lanes of a run. */
	readonly pool: Pool;
	/** Why nothing can be concluded on this version at all. */
	readonly blocked: string | null;
	/** Whether the target asks for a certificate in a renegotiation on another version. */
	readonly renegotiatesElsewhere?: () => Promise<boolean>;
	readonly signal: AbortSignal;
}

export interface Probed {
	readonly verdict: Verdict;
	/** What the target did, before it is weighed what that is worth. */
	readonly shown: Verdict;
	readonly observation: Observation | null;
	/** What the refusal of a control says of the target. */
	readonly limits: readonly string[];
}

/** A probe that others may rest on. */
interface Begun {
	readonly planned: PlannedProbe;
	readonly probed: Promise<Probed>;
}

/** Starts the lane. A promise resolves when nothing can change that verdict any more. */
export function runLane(lane: Lane): ReadonlyMap<PlannedProbe, Promise<Probed>> {
	const { blocked, probes } = lane;
	if (blocked !== null) {
		const verdict = inconclusive(blocked, false);
		return new Map(probes.map((it) => [it, Promise.resolve(unprobed(verdict))]));
	}
	const valid = probes.find(({ variant }) => variant.id === validControl) ?? null;
	const bare = probes.find(({ variant }) => variant.id === noCertificate);
	if (bare === undefined) throw new Error(`a plan without ${noCertificate}`);
	const ground = layGround(lane, valid, bare);
	const confirmed = probes.filter((it) => it !== valid);
	const checkpoints = new Checkpoints(confirmed.length, async () => (await ground).isStillGood());
	const results = new Map<PlannedProbe, Promise<Probed>>();
	if (valid !== null)
		results.set(
			valid,
			ground.then(({ valid: probed }) => probed),
		);
	const begun: Begun[] = [];
	for (const planned of confirmed) {
		const probed =
			planned === bare
				? ground.then((it) => it.bare)
				: probeOn(lane, planned, ground, begun, checkpoints);
		begun.push({ planned, probed });
		results.set(planned, confirm(probed, checkpoints));
	}
	return results;
}

/** Rule 3: a rejection since the last good control counts only if the next control is good. */
async function confirm(probing: Promise<Probed>, checkpoints: Checkpoints): Promise<Probed> {
	const probed = await probing;
	const isGood = await checkpoints.ended(isSilent(probed));
	if (isGood || probed.verdict.kind !== 'reject') return probed;
	return {
		...probed,
		verdict: inconclusive(`${probed.verdict.because}, but ${goneSilent}`, false),
	};
}

async function probeOn(
	lane: Lane,
	planned: PlannedProbe,
	layingGround: Promise<Ground>,
	begun: readonly Begun[],
	checkpoints: Checkpoints,
): Promise<Probed> {
	const { variant } = planned;
	const ground = await layingGround;
	if (ground.refusal !== null) return unprobed(ground.refusal);
	const restOn = (id: string): Promise<Probed | null> => restingOn(id, planned, ground, begun);
	const twin = variant.twin === null ? null : await restOn(variant.twin);
	if (twin?.verdict.kind === 'not-tested') {
		return unprobed(notTested(`it rests on ${variant.twin}: ${twin.verdict.because}`));
	}
	if (variant.around !== undefined) {
		const around = await restOn(variant.around);
		const obstacle = nothingToGoAround(variant.around, around?.shown);
		if (obstacle !== null) return unprobed(obstacle);
	}
	const attempt = await built(planned, lane.at);
	if (attempt instanceof CannotBuild) return unprobed(notTested(attempt.message));
	if (attempt instanceof AttemptFailed) return unprobed(inconclusive(attempt.message, false));
	const unlike = await allOf(variant.unlike ?? [], begun);
	const verdictOf = (it: Observation): Verdict => {
		const unmade = notCarriedOut(attempt, it);
		if (unmade !== null) return unmade;
		const verdict = refusedEarly(attempt, it) ?? readSought(variant, it, ground, unlike);
		const byStatus = (seen: Observation): Verdict => classify(seen, ground.calibration);
		return (
			unfounded(attempt, it, verdict, byStatus) ?? refusedWithoutHeaders(verdict, it) ?? verdict
		);
	};
	const observation = await withRetries(
		() =>
			lane.pool.inTurn(async () =>
				checkpoints.hasFailed
					? null
					: lane.probe(await planned.attempt(lane.at), restsOnPages(variant)),
			),
		verdictOf,
		lane.signal,
	);
	if (observation === null) return unprobed(inconclusive(goneSilent, false));
	const verdict = verdictOf(observation);
	return { observation, shown: verdict, ...weigh(verdict, planned, ground, twin) };
}

/** What a rejection is worth beside its twin; every other verdict stands. */
function weigh(
	verdict: Verdict,
	{ variant }: PlannedProbe,
	ground: Ground,
	twin: Probed | null,
): { verdict: Verdict; limits: readonly string[] } {
	if (verdict.kind !== 'reject') return { verdict, limits: [] };
	if (!ground.hasValid) {
		const because = `${verdict.because}, but nothing shows that this target accepts anybody`;
		return { verdict: inconclusive(because, false), limits: [] };
	}
	if (variant.limit !== undefined) {
		const limits = explainLimit(variant.id, variant.limit, verdict.because);
		return { verdict: notTested(`a limit of the target: ${verdict.because}`), limits };
	}
	if (variant.twin !== null && twin?.verdict.kind !== 'accept') {
		const because = `${verdict.because}, but its twin ${variant.twin} was not accepted`;
		return { verdict: inconclusive(because, false), limits: [] };
	}
	return { verdict, limits: [] };
}

async function restingOn(
	id: string,
	{ about }: PlannedProbe,
	ground: Ground,
	begun: readonly Begun[],
): Promise<Probed | null> {
	// Where the target asks for no certificate, each probe shows that for itself.
	if (id === validControl) return ground.valid.verdict.kind === 'not-tested' ? null : ground.valid;
	const found = begun.find(
		({ planned }) => planned.variant.id === id && isAboutSame(planned.about, about),
	);
	return (await found?.probed) ?? null;
}

/** Whatever vhost, path or listener they are about: what somebody gets there he gets. */
async function allOf(ids: readonly string[], begun: readonly Begun[]): Promise<readonly Probed[]> {
	const found = begun.filter(({ planned }) => ids.includes(planned.variant.id));
	return Promise.all(found.map(({ probed }) => probed));
}

/** Rule 10. */
function nothingToGoAround(id: string, verdict: Verdict | undefined): Verdict | null {
	switch (verdict?.kind) {
		case 'reject':
			return null;
		case 'accept':
			return notTested(`${id} was accepted: there is no refusal to go around`);
		case 'not-tested':
			return notTested(`it goes around ${id}: ${verdict.because}`);
		default:
			return inconclusive(`whether ${id} is refused is not known`, false);
	}
}

async function built(
	planned: PlannedProbe,
	at: Place,
): Promise<Attempt | CannotBuild | AttemptFailed> {
	try {
		return await planned.attempt(at);
	} catch (error) {
		if (error instanceof CannotBuild || error instanceof AttemptFailed) return error;
		throw error;
	}
}

function isSilent({ observation }: Probed): boolean {
	const last = observation?.connections.at(-1);
	return last?.ending === 'timeout' || last?.ending === 'unreachable';
}

function unprobed(verdict: Verdict): Probed {
	return { verdict, shown: verdict, observation: null, limits: [] };
}

const goneSilent = `${validControl} was no longer accepted afterwards`;
