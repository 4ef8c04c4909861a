/** A client that says exactly what it is told: the server_name, the session, each request head. */
import { connect, type SecureVersion } from 'node:tls';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { rawSession } from '../../harness/probe/raw-session.ts';
import type { Credential } from '../../fixtures/attempt.ts';

export interface Knock {
	readonly port: number;
	readonly version?: SecureVersion;
	/** `null` sends no server_name. */
	readonly servername: string | null;
	readonly credential?: Credential | null;
	/** Of an earlier knock, to be resumed. */
	readonly session?: Buffer | null;
	/** Request heads without the empty line; all are written at once, the last should close. */
	readonly heads: readonly string[];
}

export interface Reply {
	readonly status: number;
	readonly body: string;
}

export interface Knocked {
	/** As many as came before the connection ended. */
	readonly replies: readonly Reply[];
	/** The last session that the server gave, for another knock. */
	readonly session: Buffer | null;
	readonly resumed: boolean;
	/** What ended the connection where it did not end in order. */
	readonly error: string | null;
}

/** A GET over a connection that closes after it. */
export function getHead(host: string | null, path = '/', ...lines: readonly string[]): string {
	const hosts = host === null ? [] : [`Host: ${host}`];
	return [`GET ${path} HTTP/1.1`, ...hosts, ...lines, 'Connection: close'].join('\r\n');
}

/** Connects to loopback, says all of it, and reads until the server closes. */
export function knock(plan: Knock): Promise<Knocked> {
	const { port, version = 'TLSv1.3', servername, credential = null, session } = plan;
	const presented =
		credential === null ? {} : { cert: certificatesPem(credential.chain), key: credential.key };
	return new Promise((resolve) => {
		const chunks: Buffer[] = [];
		let given: Buffer | null = null;
		let error: string | null = null;
		const socket = connect({
			...presented,
			...(session ? { session: rawSession(session) } : {}),
			host: '127.0.0.1',
			port,
			servername: servername ?? '',
			// Node takes bare sessions of clients only that do not verify (CVE-2026-48934).
			rejectUnauthorized: false,
			minVersion: version,
			maxVersion: version,
		});
		let resumed = false;
		socket.once('secureConnect', () => {
			resumed = socket.isSessionReused();
			socket.write(Buffer.from(plan.heads.map((head) => `${head}\r\n\r\n`).join(''), 'latin1'));
		});
		socket.on('session', (it: Buffer) => {
			given = it;
		});
		socket.on('data', (chunk: Buffer) => chunks.push(chunk));
		socket.once('error', (it: NodeJS.ErrnoException) => {
			error = it.code ?? it.message;
		});
		socket.once('close', () => {
			resolve({ replies: readReplies(Buffer.concat(chunks)), session: given, resumed, error });
		});
	});
}

/** RFC 9112 §6, as far as these servers go. */
function readReplies(bytes: Buffer): readonly Reply[] {
	const replies: Reply[] = [];
	let rest = bytes.toString('latin1');
	for (;;) {
		const head = /^HTTP\/1\.[01] (\d{3})[^]*?\r\n\r\n/u.exec(rest);
		if (head === null) return replies;
		const [lines, status] = head;
		rest = rest.slice(lines.length);
		const length = /^content-length: *(\d+)/imu.exec(lines)?.[1];
		let body = '';
		if (/^transfer-encoding: *chunked/imu.test(lines)) {
			for (;;) {
				const [line = '', size = '0'] = /^([\da-f]+)[^\n]*\n/iu.exec(rest) ?? [];
				const octets = Number.parseInt(size, 16);
				body += rest.slice(line.length, line.length + octets);
				rest = rest.slice(line.length + octets + 2);
				if (octets === 0) break;
			}
		} else {
			body = length === undefined ? rest : rest.slice(0, Number(length));
			rest = rest.slice(body.length);
		}
		replies.push({ status: Number(status), body });
	}
}
