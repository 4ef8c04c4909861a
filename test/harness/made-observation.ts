/** Observations made by hand: what a target did, without any target. */
import { alertOf } from '../../harness/alert.ts';
import type {
	ConnectionObservation,
	Observation,
	Response,
	RuleResult,
	Sent,
} from '../../harness/observation.ts';

/** A connection on which one certificate left as it was meant to, with what is different. */
export function made(different: Partial<ConnectionObservation> = {}): ConnectionObservation {
	return {
		address: '192.0.2.1:443',
		ending: 'response',
		alert: null,
		code: null,
		peerSpeaks: null,
		handshake: {
			version: 'TLSv1.3',
			completed: true,
			resumed: false,
			certificateRequest: { caNames: [], signatureSchemes: [0x0403] },
			serverSha256: 'aa',
			alpn: 'http/1.1',
		},
		sent: presented(),
		response: null,
		eager: false,
		events: [],
		durationMs: 1,
		...different,
	};
}

/** How one certificate left, with what is different. */
export function presented(different: Partial<Sent> = {}): Sent {
	return {
		message: 'certificate',
		sha256: ['01'],
		intended: ['01'],
		usableSchemes: [0x0403],
		finished: true,
		servername: 'localhost',
		...different,
	};
}

export interface MadeResponse {
	readonly acceptIf?: RuleResult | null;
	readonly rejectIf?: RuleResult | null;
	readonly retryAfter?: number;
}

/** An HTTP answer to one certificate. */
export function answered(status: number, rules: MadeResponse = {}): ConnectionObservation {
	const response: Response = {
		status,
		headers: {},
		retryAfter: null,
		acceptIf: null,
		rejectIf: null,
		reason: null,
		excerpt: null,
		...rules,
	};
	return made({ response });
}

/** An alert to one certificate. */
export function alerted(number: number): ConnectionObservation {
	return made({ ending: 'alert', alert: alertOf(number) });
}

/** The same when no certificate is presented. */
export function anonymous(it: ConnectionObservation): ConnectionObservation {
	const sent = presented({ message: 'empty', sha256: [], intended: [], usableSchemes: [] });
	return { ...it, sent };
}

export function once(
	connection: ConnectionObservation,
	again: ConnectionObservation | null = null,
): Observation {
	return { connections: [connection], again, retries: 0 };
}
