import type { Attempt, Connection } from '../../fixtures/variant.ts';
import type { ConnectionObservation, Observation } from '../observation.ts';
import type { ConnectionRecord, ConnectionRequest } from './connection-request.ts';
import { observe } from './observe.ts';
import { openConnection } from './open-connection.ts';
import { redactor } from './redact.ts';
import type { ProbeSettings } from './settings.ts';

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
		let session: Buffer | null = null;
		const make = async (connection: Connection): Promise<ConnectionObservation> => {
			await turn();
			const offered = connection.resume === 'previous' ? session : null;
			const eager = eagerAtLast && connection === attempt.at(-1);
			const request = connectionRequest(connection, settings, offered, eager);
			const record: ConnectionRecord = await openConnection(request, signal);
			session = record.sessions.at(-1) ?? null;
			return observe(request, record, settings.rules, redact);
		};
		const made: [ConnectionObservation, ...ConnectionObservation[]] = [await make(first)];
		for (const connection of rest) made.push(await make(connection));
		return made;
	};
	const connections = await carryOut(false);
	const again = isBareClose(lastOf(connections)) ? lastOf(await carryOut(true)) : null;
	return { connections, again, retries: 0 };
};

function lastOf(connections: Observation['connections']): ConnectionObservation {
	return connections.at(-1) ?? connections[0];
}

/** DESIGN §4 rule 8: neither an alert nor an answer, so timing may have decided. */
function isBareClose({ ending, sent }: ConnectionObservation): boolean {
	return (ending === 'close' || ending === 'reset') && sent.message !== 'none';
}

function connectionRequest(
	connection: Connection,
	settings: ProbeSettings,
	session: Buffer | null,
	eager: boolean,
): ConnectionRequest {
	const { acceptIf, rejectIf, reasonFrom } = settings.rules;
	return {
		address: settings.address,
		tls: settings.tls,
		servername: connection.servername ?? settings.servername,
		alpn: ['http/1.1'],
		client:
			connection.credential === null
				? { kind: 'anonymous', trustAnchors: [] }
				: { kind: 'credential', credential: connection.credential },
		session,
		eager,
		http: {
			authority: settings.authority,
			method: settings.method,
			path: connection.path ?? settings.path,
			headers: {
				...connection.headers,
				...(connection.host === undefined ? {} : { host: connection.host }),
			},
			confidential: settings.confidential,
			readsBody: [...acceptIf, ...rejectIf, ...reasonFrom].some(
				({ kind }) => kind === 'json' || kind === 'body',
			),
		},
		timeoutMs: settings.timeoutMs,
		waitMs: settings.waitMs,
	};
}
