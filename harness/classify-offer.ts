/** What the answer to an offer says. Pure: a saved observation can be classified again. */
import type { Offer } from '../fixtures/variant.ts';
import { uncalibrated } from './calibrate.ts';
import { classify } from './classify.ts';
import type { ConnectionObservation, Hellos, Observation } from './observation.ts';
import { offerTerms, type OfferTerms, signallingSuites } from './offer-terms.ts';
import { inconclusive, notTested, type Verdict } from './verdict.ts';

/**
 * `accept`: the target agreed, whatever became of the handshake. `reject`: it ended the connection
 * after the ClientHello. What did not leave as it was meant to is `not-tested`, never a refusal.
 */
export function classifyOffer(offer: Offer, observation: Observation): Verdict {
	const terms = offerTerms[offer];
	const last = observation.connections.at(-1) ?? observation.connections[0];
	const { client = null, server = null } = last.hellos ?? {};
	const unsent = notOffered(terms, client, last);
	if (unsent !== null) return unsent;
	if (client !== null && server !== null) return answered(terms, client, server);
	switch (last.ending) {
		case 'alert':
			return {
				kind: 'reject',
				layer: 'tls',
				because: `refused with alert ${last.alert?.number} ${last.alert?.name}`,
			};
		case 'close':
		case 'reset':
			return {
				kind: 'reject',
				layer: 'tcp',
				because: `refused with a ${last.ending} without an alert`,
			};
		default:
			return classify(observation, uncalibrated);
	}
}

/** Rule 6: what was not sent was not tested. `null` when it left as it was meant to. */
function notOffered(
	{ name, versionNumber, suites }: OfferTerms,
	client: Hellos['client'],
	{ ending, code }: ConnectionObservation,
): Verdict | null {
	const detail = code === null ? '' : ` (${code})`;
	if (client === null) {
		return ending === 'local'
			? notTested(`the TLS library of this runtime does not offer ${name}${detail}`)
			: null;
	}
	const offered = client.suites.filter((suite) => !signallingSuites.has(suite));
	const isThatAlone =
		client.version === versionNumber &&
		offered.length > 0 &&
		offered.every((suite) => suites === null || suites.has(suite));
	return isThatAlone
		? null
		: notTested(`the TLS library of this runtime offers something else than ${name}`);
}

/** A server may pick an older version than the highest (RFC 5246 §E.1): it then refuses that one. */
function answered(
	{ name, versionNumber, suites }: OfferTerms,
	client: NonNullable<Hellos['client']>,
	server: NonNullable<Hellos['server']>,
): Verdict {
	const what = `version ${hex(server.version)}, cipher suite ${hex(server.suite)}`;
	const isOlder = server.version < versionNumber;
	if (server.version > versionNumber || !client.suites.includes(server.suite)) {
		return inconclusive(`the ServerHello picks what was not offered: ${what}`);
	}
	return isOlder && suites === null
		? { kind: 'reject', layer: 'tcp', because: `refused in favour of ${what}` }
		: { kind: 'accept', because: `agreed to ${name}: ${what}` };
}

function hex(number: number): string {
	return `0x${number.toString(16).padStart(4, '0')}`;
}
