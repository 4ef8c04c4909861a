/** A connection as the page shows it. Nothing here is escaped yet. */
import type { ConnectionObservation, Response } from '../../harness/observation.ts';
import type { Fact, PageConnection } from './page-data.ts';

/** `chain` is where its chain stands in the page's list. */
export function connectionData(
	connection: ConnectionObservation,
	title: string,
	chain: number | null,
): PageConnection {
	const { events, durationMs, earlier = [], response, sent } = connection;
	return {
		title,
		facts: [...ending(connection), ...handshake(connection), ...presented(connection)],
		asked: (sent.heads ?? []).slice(0, mostHeads).map(lines),
		answers: [...earlier.slice(-mostHeads), ...(response === null ? [] : [response])].map(answer),
		events: events.slice(0, mostEvents).map(({ at, name, detail }) => [at, name, detail ?? '']),
		durationMs,
		chain,
	};
}

function ending(connection: ConnectionObservation): readonly Fact[] {
	const { alert, code, said, waitedMs, opened, peerSpeaks } = connection;
	return [
		['address', connection.address],
		...(opened === undefined
			? []
			: [['opened', `${iso(opened.at)} from port ${opened.port}`] as const]),
		...(waitedMs === undefined ? [] : [['waited before', `${waitedMs} ms`] as const]),
		['ended with', connection.ending],
		...(alert === null ? [] : [['alert', `${alert.name} (${alert.number})`] as const]),
		...(code === null ? [] : [['code', code] as const]),
		...(peerSpeaks === null ? [] : [['the peer speaks', peerSpeaks] as const]),
		...(said === undefined ? [] : [['the server wrote', said] as const]),
		...(connection.elsewhere === true ? [['asked', 'another listener'] as const] : []),
	];
}

function handshake(connection: ConnectionObservation): readonly Fact[] {
	const { handshake: shown, plaintext, hellos, eager } = connection;
	if (plaintext === true) return [['TLS', 'none: HTTP in the clear']];
	const { version, completed, resumed, alpn, certificateRequest, serverSha256 } = shown;
	const state = [completed ? 'handshake completed' : 'handshake not completed'];
	return [
		['TLS', [version ?? 'no version agreed', ...state, ...(resumed ? ['resumed'] : [])].join(', ')],
		...(shown.renegotiation === undefined
			? []
			: [['renegotiation', shown.renegotiation.replaceAll('-', ' ')] as const]),
		...(hellos === undefined ? [] : [['offered', offered(hellos)] as const]),
		[
			'certificate asked for',
			certificateRequest === null ? 'no' : askedFor(certificateRequest.caNames.length),
		],
		...(alpn === null ? [] : [['ALPN', alpn] as const]),
		...(serverSha256 === null
			? []
			: [["target's certificate", `SHA-256 ${serverSha256}`] as const]),
		...(eager ? [['request', 'written in the tick of the handshake'] as const] : []),
	];
}

function askedFor(names: number): string {
	return names === 0 ? 'yes, of any CA' : `yes, of ${names} named ${names === 1 ? 'CA' : 'CAs'}`;
}

function presented({ sent, plaintext }: ConnectionObservation): readonly Fact[] {
	if (plaintext === true) return [];
	const isSame = sent.sha256.join() === sent.intended.join();
	return [
		['server_name sent', sent.servername ?? 'none'],
		[
			'Certificate message',
			sent.message === 'certificate'
				? `${sent.sha256.length} ${sent.sha256.length === 1 ? 'certificate' : 'certificates'} left`
				: sent.message === 'empty'
					? 'left without a certificate'
					: 'none left',
		],
		...(isSame ? [] : [['meant to be sent', listed(sent.intended)] as const]),
		...(sent.offeredSession === undefined
			? []
			: [['session', sessionText(sent.offeredSession, sent.sessionOf)] as const]),
		...(sent.withheld === true ? [['headers of the user', 'kept back'] as const] : []),
	];
}

function sessionText(isOffered: boolean, of: number | undefined): string {
	if (!isOffered) return 'none offered';
	return of === undefined ? 'offered' : `that of connection ${of + 1} offered`;
}

function offered({ client, server }: NonNullable<ConnectionObservation['hellos']>): string {
	const hex = (number: number): string => `0x${number.toString(16).padStart(4, '0')}`;
	const ours =
		client === null ? 'nothing left' : `${hex(client.version)}, ${client.suites.length} suites`;
	const theirs =
		server === null ? 'not taken up' : `taken: ${hex(server.version)} ${hex(server.suite)}`;
	return `${ours}; ${theirs}`;
}

function answer(response: Response): readonly Fact[] {
	const { status, headers, acceptIf, rejectIf, reason, excerpt, markers } = response;
	return [
		['status', `HTTP ${status}`],
		...Object.entries(headers),
		...(acceptIf === null ? [] : [['--accept-if', acceptIf] as const]),
		...(rejectIf === null ? [] : [['--reject-if', rejectIf] as const]),
		...(markers === undefined ? [] : [['--marker', markers.join(', ')] as const]),
		...(reason === null ? [] : [['reason', reason] as const]),
		...(excerpt === null ? [] : [['body', excerpt] as const]),
	];
}

/** As the octets stand; one line a field, whichever the version of HTTP. */
function lines(head: string): readonly string[] {
	const end = head.startsWith(':method: ') ? '\n' : '\r\n';
	return (head.endsWith(end + end) ? head.slice(0, -2 * end.length) : head).split(end);
}

function listed(sha256: readonly string[]): string {
	return sha256.length === 0 ? 'no certificate' : sha256.map((it) => it.slice(0, 16)).join(', ');
}

function iso(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

/** Of one connection, on the page; the JSON report has all. */
const mostHeads = 6;
const mostEvents = 60;
