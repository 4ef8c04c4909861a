import type { Offer } from '../../fixtures/variant.ts';
import type { ConnectionObservation } from '../observation.ts';
import type { ConnectionRequest } from './connection-request.ts';
import { observe } from './observe.ts';
import { openConnection } from './open-connection.ts';

export interface MakeOfferSettings {
	readonly address: ConnectionRequest['address'];
	readonly servername: string | null;
	readonly offer: Offer;
	readonly timeoutMs: number;
}

/** Sends a ClientHello that holds one offer and nothing else; no certificate, no request. */
export async function makeOffer(
	{ address, servername, offer, timeoutMs }: MakeOfferSettings,
	signal: AbortSignal,
): Promise<ConnectionObservation> {
	const request: ConnectionRequest = {
		address,
		tls: 'TLSv1.2',
		servername,
		// Without the extension no target can refuse for the protocol above TLS.
		alpn: [],
		client: { kind: 'offer', offer },
		session: null,
		sessionsById: false,
		plaintext: false,
		eager: true,
		http: null,
		timeoutMs,
		waitMs: 0,
	};
	return observe(request, await openConnection(request, signal), noRules, (text) => text);
}

const noRules = { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] };
