import type { Attempt, Connection } from '../../fixtures/attempt.ts';
import type { ConnectionObservation, Observation } from '../observation.ts';
import type { ConnectionRecord, ConnectionRequest } from './connection-request.ts';
import { looksAtBody } from '../rule.ts';
import { observe } from './observe.ts';
import { openConnection } from './open-connection.ts';
import { redactor } from './redact.ts';
import type { ProbeSettings } from './settings.ts';
import { waitUntil } from './wait-until.ts';

/** Waits for a turn to open a connection (`--rate`). */
export type Turn = () => Promise<void>;

/** Carries an attempt out. */
export type Prober = (
	attempt: Attempt,
	settings: ProbeSettings,
	turn: Turn,
	signal: AbortSignal,
) => Promise<Observation>;

/** Makes the connections of an attempt, one after the other. */
export const probe: Prober = async (attempt, settings, turn, signal) => {
	const redact = redactor(settings.secrets);
	const [first, ...rest] = attempt;
	const carryOut = async (eagerAtLast: boolean): Promise<Observation['connections']> => {
		const sessions: (Buffer | null)[] = [];
		const make = async (connection: Connection): Promise<ConnectionObservation> => {
			const waited = await waitUntil(connection.after, signal);
			await turn();
			const offered = { ...sessionFor(connection, sessions), ...waited };
			const eager = eagerAtLast && connection === attempt.at(-1);
			const request = connectionRequest(connection, settings, offered, eager);
			const record: ConnectionRecord = await openConnection(request, signal);
			sessions.push(record.sessions.at(-1) ?? null);
			return observe(request, record, settings.rules, redact, settings.sketchKey);
		};
		const made: [ConnectionObservation, ...ConnectionObservation[]] = [await make(first)];
		for (const connection of rest) made.push(await make(connection));
		return made;
	};
	const connections = await carryOut(false);
	// What waits for a certificate to end cannot be made again with it.
	const isRepeatable = attempt.every(({ after }) => after === undefined);
	const isAsked = isRepeatable && isBareClose(lastOf(connections), attempt.at(-1) ?? first);
	const again = isAsked ? lastOf(await carryOut(true)) : null;
	return { connections, again, retries: 0 };
};

/** `sessions`: what each connection before was given last. */
function sessionFor(
	{ resume }: Connection,
	sessions: readonly (Buffer | null)[],
): Pick<ConnectionRequest, 'session' | 'sessionOf'> {
	const sessionOf = resume === 'first' ? 0 : sessions.length - 1;
	const session = resume === undefined ? null : (sessions[sessionOf] ?? null);
	return session === null ? { session } : { session, sessionOf };
}

function lastOf(connections: Observation['connections']): ConnectionObservation {
	return connections.at(-1) ?? connections[0];
}

/**
 * DESIGN §4 rule 8: neither an alert nor an answer, so timing may have decided. What is about its
 * server_name or request can be refused so before any certificate.
 */
function isBareClose({ ending, sent }: ConnectionObservation, meant: Connection): boolean {
	const isAboutName = meant.servername !== undefined || meant.requests !== undefined;
	return (
		(ending === 'close' || ending === 'reset') &&
		(sent.message !== 'none' || (isAboutName && meant.plaintext !== true))
	);
}

function connectionRequest(
	connection: Connection,
	settings: ProbeSettings,
	offered: Pick<ConnectionRequest, 'session' | 'sessionOf' | 'waitedMs'>,
	eager: boolean,
): ConnectionRequest {
	const { listener, plaintext = false, servername, requests = null } = connection;
	const isH2 = connection.protocol === 'h2';
	return {
		address: listener ?? settings.address,
		...(listener === undefined ? {} : { elsewhere: true as const }),
		tls: settings.tls,
		servername: servername === undefined ? settings.servername : servername,
		alpn: isH2 ? ['h2'] : ['http/1.1'],
		client:
			connection.credential === null
				? { kind: 'anonymous', trustAnchors: [] }
				: { kind: 'credential', credential: connection.credential },
		...offered,
		sessionsById: connection.sessions === 'by-id',
		plaintext,
		eager,
		http: {
			authority: settings.authority,
			method: settings.method,
			path: settings.path,
			confidential: settings.confidential,
			readsBody: readsBody(settings),
			asked: requests ?? (isH2 ? [{}] : null),
		},
		timeoutMs: settings.timeoutMs,
		waitMs: settings.waitMs,
	};
}

function readsBody({ rules, sketchKey }: ProbeSettings): boolean {
	const { acceptIf, rejectIf, reasonFrom, markers } = rules;
	return (
		sketchKey !== null || [...acceptIf, ...rejectIf, ...reasonFrom, ...markers].some(looksAtBody)
	);
}
