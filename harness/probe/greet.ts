import type { ConnectionObservation } from '../observation.ts';
import type { TlsVersion } from '../options.ts';
import { readTranscript } from '../wire/transcript.ts';
import type { ConnectionRequest } from './connection-request.ts';
import { observe } from './observe.ts';
import { openConnection } from './open-connection.ts';

/** What a target says of itself before any credential is shown. */
export interface Greeting {
	readonly observation: ConnectionObservation;
	/** Whether the target answered with a version before TLS 1.2. */
	readonly isOlder: boolean;
	/** DER, as sent. */
	readonly serverChain: readonly Buffer[];
	/** DER names; `null`: no CertificateRequest. */
	readonly caNames: readonly Buffer[] | null;
	/** SignatureScheme numbers of the CertificateRequest; `null`: none came. */
	readonly signatureSchemes: readonly number[] | null;
	/** ExtensionType numbers of the ServerHello. */
	readonly helloExtensions: readonly number[];
	/** The runtime's own verification of the target; `null` when it passed or could not run. */
	readonly runtimeCode: string | null;
}

export interface GreetSettings {
	readonly address: ConnectionRequest['address'];
	readonly servername: string | null;
	readonly tls: TlsVersion;
	readonly trustAnchors: readonly Buffer[];
	readonly timeoutMs: number;
}

/** Shakes hands without a certificate and without a request. */
export async function greet(settings: GreetSettings, signal: AbortSignal): Promise<Greeting> {
	const greeting = await shakeHands(settings, ['http/1.1'], signal);
	if (greeting.observation.alert?.name !== 'no_application_protocol') return greeting;
	const { observation } = await shakeHands(settings, ['h2'], signal);
	// RFC 7301 §3.2: who answers with a ServerHello could agree on one of the protocols.
	if (observation.handshake.version === null) return greeting;
	return { ...greeting, observation: { ...greeting.observation, peerSpeaks: 'h2' } };
}

async function shakeHands(
	settings: GreetSettings,
	alpn: readonly string[],
	signal: AbortSignal,
): Promise<Greeting> {
	const request: ConnectionRequest = {
		address: settings.address,
		tls: settings.tls,
		servername: settings.servername,
		alpn,
		client: { kind: 'anonymous', trustAnchors: settings.trustAnchors },
		session: null,
		sessionsById: false,
		plaintext: false,
		eager: true,
		http: null,
		timeoutMs: settings.timeoutMs,
		waitMs: 0,
	};
	const record = await openConnection(request, signal);
	const transcript = readTranscript(record.recording);
	return {
		observation: observe(request, record, noRules, (text) => text),
		isOlder: transcript.serverHello !== null && transcript.serverHello.version === null,
		serverChain: transcript.serverCertificates,
		caNames: transcript.certificateRequest?.caNames ?? null,
		signatureSchemes: transcript.certificateRequest?.signatureSchemes ?? null,
		helloExtensions: transcript.serverHello?.extensions ?? [],
		runtimeCode: record.authorizationError,
	};
}

const noRules = { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] };
