/** Opens a TLS 1.2 connection: its first handshake is plaintext, a renegotiation is protected. */
import {
	findMessage,
	type HandshakeMessage,
	handshakeType,
	messagesOf,
	readClientHello,
	readServerHello,
	splitMessages,
} from './handshake-message.ts';
import type { Opened, Renegotiation } from './opened.ts';
import { understood } from './reader.ts';
import { contentType, type TlsRecord } from './records.ts';
import {
	type Tls12Protections,
	tls12Protections,
	type Tls12RecordProtection,
} from './tls12-record-protection.ts';

export interface Tls12Recording {
	readonly client: readonly TlsRecord[];
	readonly server: readonly TlsRecord[];
	/** The lines of the `keylog` event. */
	readonly keylog: readonly string[];
	/** Whether alerts are of interest that came after the handshake. */
	readonly readsApplication: boolean;
}

/** Total: what cannot be opened is left out. */
export function openTls12({ client, server, keylog, readsApplication }: Tls12Recording): Opened {
	const [[ourPlain, ...ours], [theirPlain, ...theirs]] = [epochs(client), epochs(server)];
	const first: Part = { messages: messagesOf(ourPlain), alerts: [] };
	const answer: Part = {
		messages: messagesOf(theirPlain),
		alerts: theirPlain.filter(isOf(contentType.alert)).map(({ fragment }) => fragment),
	};
	const renegotiates = [...ours, ...theirs].some(hasMoreThanFinished);
	const alerts = readsApplication && theirs.flat().some(isOf(contentType.alert));
	const { parts, isComplete } =
		renegotiates || alerts
			? openProtected(ours, theirs, { client: first, server: answer }, keylog)
			: { parts: [], isComplete: true };
	const sent = [first, ...parts.map((part) => part.client)].flatMap(({ messages }) => messages);
	const came = [answer, ...parts.map((part) => part.server)];
	const begun = sent.filter(({ type }) => type === handshakeType.clientHello).length;
	return {
		client: sent,
		server: came.flatMap(({ messages }) => messages),
		clientFinished: ours[Math.max(begun, 1) - 1]?.some(isOf(contentType.handshake)) === true,
		resumed: theirs.length > 0 && findMessage(answer.messages, handshakeType.certificate) === null,
		renegotiation: renegotiates ? renegotiation(parts, isComplete) : 'none',
		alerts: came.flatMap((part) => part.alerts),
		answered: server.some(isOf(contentType.applicationData)),
	};
}

function renegotiation(parts: readonly BothParts[], isComplete: boolean): Renegotiation {
	const asked = parts.some(
		({ server }) => findMessage(server.messages, handshakeType.certificateRequest) !== null,
	);
	if (asked) return 'asked';
	return isComplete ? 'not-asked' : 'unreadable';
}

/** What one direction said between two ChangeCipherSpecs. */
interface Part {
	readonly messages: readonly HandshakeMessage[];
	readonly alerts: readonly Buffer[];
}

interface BothParts {
	readonly client: Part;
	readonly server: Part;
}

/** Each handshake gives the keys of what follows it, and the hellos of the next stand in that. */
function openProtected(
	ours: readonly (readonly TlsRecord[])[],
	theirs: readonly (readonly TlsRecord[])[],
	first: BothParts,
	keylog: readonly string[],
): { readonly parts: readonly BothParts[]; readonly isComplete: boolean } {
	const parts: BothParts[] = [];
	let before = first;
	for (let epoch = 0; epoch < Math.max(ours.length, theirs.length); epoch += 1) {
		const [sent = [], came = []] = [ours[epoch], theirs[epoch]];
		const protections = protectionsAfter(before, keylog);
		const client = protections && openPart(sent, protections.client);
		const server = protections && openPart(came, protections.server);
		if (client === null || server === null) {
			const left = [...ours.slice(epoch), ...theirs.slice(epoch)];
			return { parts, isComplete: !left.some(hasMoreThanFinished) };
		}
		before = { client, server };
		parts.push(before);
	}
	return { parts, isComplete: true };
}

function protectionsAfter(
	{ client, server }: BothParts,
	keylog: readonly string[],
): Tls12Protections | null {
	const ourHello = findMessage(client.messages, handshakeType.clientHello);
	const theirHello = findMessage(server.messages, handshakeType.serverHello);
	if (ourHello === null || theirHello === null) return null;
	const offered = understood(() => readClientHello(ourHello.body));
	const picked = understood(() => readServerHello(theirHello.body));
	if (offered === null || picked === null) return null;
	const masterSecret = masterSecretOf(offered.random, keylog);
	return (
		masterSecret &&
		tls12Protections({
			cipherSuite: picked.cipherSuite,
			masterSecret,
			clientRandom: offered.random,
			serverRandom: picked.random,
		})
	);
}

/** A line is `CLIENT_RANDOM client_random master_secret` (RFC 9850). */
function masterSecretOf(clientRandom: Buffer, keylog: readonly string[]): Buffer | null {
	const start = `CLIENT_RANDOM ${clientRandom.toString('hex')} `;
	const line = keylog.find((it) => it.toLowerCase().startsWith(start.toLowerCase()));
	return line === undefined ? null : Buffer.from(line.slice(start.length).trim(), 'hex');
}

/** `null` where a record does not open. Application data is not looked at. */
function openPart(records: readonly TlsRecord[], protection: Tls12RecordProtection): Part | null {
	const [handshake, alerts]: [Buffer[], Buffer[]] = [[], []];
	for (const record of records) {
		if (record.type !== contentType.handshake && record.type !== contentType.alert) {
			protection.skip();
			continue;
		}
		const content = protection.open(record);
		if (content === null) return null;
		(record.type === contentType.alert ? alerts : handshake).push(content);
	}
	return { messages: splitMessages(handshake), alerts };
}

/** The records before the first ChangeCipherSpec, and those after each. */
function epochs(
	records: readonly TlsRecord[],
): readonly [readonly TlsRecord[], ...(readonly TlsRecord[])[]] {
	const parts: [TlsRecord[], ...TlsRecord[][]] = [[]];
	let last: TlsRecord[] = parts[0];
	for (const record of records) {
		if (record.type === contentType.changeCipherSpec) parts.push((last = []));
		else last.push(record);
	}
	return parts;
}

/** Protected records show their type: one holds the Finished message, all else is a new handshake. */
function hasMoreThanFinished(records: readonly TlsRecord[]): boolean {
	return records.filter(isOf(contentType.handshake)).length > 1;
}

function isOf(wanted: number): (record: TlsRecord) => boolean {
	return ({ type }) => type === wanted;
}
