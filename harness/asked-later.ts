/** Targets that ask for a certificate once they have read the request, not in the handshake. */
import type { Place } from '../fixtures/variant.ts';
import { uncalibrated } from './calibrate.ts';
import { classify } from './classify.ts';
import type { Lane, Probed } from './lane.ts';
import type { Observation } from './observation.ts';
import type { TlsVersion } from './options.ts';
import { type PlannedProbe, validControl } from './plan.ts';
import { inconclusive, notTested, type Verdict } from './verdict.ts';

/** A lane that is under way, for another one to look at. */
export interface StartedLane {
	readonly tls: TlsVersion;
	readonly path: string;
	readonly probed: ReadonlyMap<PlannedProbe, Promise<Probed>>;
}

/** Whether the target renegotiates with the valid control on the TLS 1.2 lane of that path. */
export async function renegotiates(
	started: readonly StartedLane[],
	path: string,
): Promise<boolean> {
	const lane = started.find((it) => it.tls === 'TLSv1.2' && it.path === path);
	const valid = [...(lane?.probed ?? [])].find(([{ variant }]) => variant.id === validControl);
	const { observation = null } = valid === undefined ? {} : await valid[1];
	return observation?.connections.at(-1)?.handshake.renegotiation !== undefined;
}

/**
 * Why nothing can be tested where TLS 1.3 refuses the valid credential without having asked for it;
 * `null` everywhere else. What refuses everybody alike shows nothing more: only a target that
 * renegotiates on TLS 1.2 is known to ask later here too, all others are left open.
 */
export async function askedLater(
	lane: Lane,
	valid: Observation | null,
	bare: Verdict,
): Promise<Verdict | null> {
	if (bare.kind !== 'reject' || valid === null || !isRefusedUnasked(valid)) return null;
	if ((await lane.renegotiatesElsewhere?.()) === true) {
		return notTested(
			`the target asks for a certificate only once it has read the request, as its renegotiation on TLS 1.2 shows: on TLS 1.3 that takes ${mechanism}`,
		);
	}
	return inconclusive(
		`${validControl} could not be presented: the target asked for no certificate and refused. If it asks once it has read the request, that takes ${mechanism}`,
		false,
	);
}

/** What a lane that cannot be tested leaves out. */
export function untestedLimit({ path }: Place): string {
	return `nothing is tested of ${path} on TLS 1.3, where the target needs ${mechanism}`;
}

function isRefusedUnasked({ connections }: Observation): boolean {
	const last = connections.at(-1) ?? connections[0];
	const { version, completed, resumed, certificateRequest } = last.handshake;
	if (version !== 'TLSv1.3' || !completed || resumed || certificateRequest !== null) return false;
	// As if nobody had been there to present: that is what the target saw.
	const nobody = { ...last, sent: { ...last.sent, intended: [] } };
	return (
		classify({ connections: [nobody], again: null, retries: 0 }, uncalibrated).kind === 'reject'
	);
}

const mechanism =
	"post-handshake authentication (RFC 9846 §4.7.2), which Node's TLS client does not offer";
