/** Servers that keep what each connection showed them: what a probe did and what a line does can be compared. */
import { createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { type Endpoint, listen } from '../../fixtures/endpoints/endpoint.ts';
import { serverTls } from '../harness/lab.ts';

/** What a connection showed. */
export interface Heard {
	servername: string | null;
	isReused: boolean;
	/** Whether a certificate of the client belongs to it. */
	hasCertificate: boolean;
	/** The requests: octet by octet as latin1, or the fields of each over HTTP/2. */
	asked: string;
}

export interface RecordingServer extends Endpoint {
	/** The connections since it was last asked, in order. */
	heard(): readonly Heard[];
}

export type Recorded = 'tls' | 'plain' | 'h2';

/** Answers every request with 200, and ends the connection where the request wants that. */
export async function startRecording(kind: Recorded): Promise<RecordingServer> {
	const all: Heard[] = [];
	const endpoint = await (kind === 'h2' ? recordH2(all) : recordHttp1(kind, all));
	return { ...endpoint, heard: () => all.splice(0) };
}

const tlsOptions = { ...serverTls, requestCert: true, rejectUnauthorized: false };

function recordHttp1(kind: 'tls' | 'plain', all: Heard[]): Promise<Endpoint> {
	const onSocket = (socket: Socket): void => {
		const heard = kind === 'tls' ? shown(socket as TLSSocket) : plainly();
		all.push(heard);
		socket.on('error', () => {});
		socket.on('data', (octets) => {
			heard.asked += octets.toString('latin1');
			const ends = heard.asked.endsWith('\r\n\r\n');
			if (ends) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n');
			if (ends && /^connection:.*close\r\n\r\n$/imu.test(heard.asked.slice(-200))) socket.end();
		});
	};
	if (kind === 'plain') return listen(createTcpServer(onSocket));
	const server = createTlsServer(tlsOptions, onSocket);
	// Without these Node resumes by ticket only.
	const sessions = new Map<string, Buffer>();
	server.on('newSession', (id: Buffer, session: Buffer, done: () => void) => {
		sessions.set(id.toString('hex'), session);
		done();
	});
	server.on('resumeSession', (id: Buffer, done: (error: null, session: Buffer | null) => void) => {
		done(null, sessions.get(id.toString('hex')) ?? null);
	});
	return listen(server);
}

function recordH2(all: Heard[]): Promise<Endpoint> {
	const server = createSecureServer({ ...tlsOptions, allowHTTP1: false });
	const bySocket = new Map<unknown, Heard>();
	server.on('stream', (stream, headers) => {
		const socket = stream.session?.socket as TLSSocket;
		const heard = bySocket.get(socket.remotePort) ?? shown(socket);
		if (!bySocket.has(socket.remotePort)) all.push(heard);
		bySocket.set(socket.remotePort, heard);
		heard.asked += `${fieldsOf(headers)}\n`;
		stream.respond({ ':status': 200 });
		stream.end('hello\n');
	});
	return listen(server);
}

/** Without what curl says of itself. */
function fieldsOf(headers: IncomingHttpHeaders): string {
	const fields = Object.entries(headers).filter(([name]) => !/^(?:user-agent|accept)$/u.test(name));
	return JSON.stringify(fields.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function shown(socket: TLSSocket & { readonly servername?: string | false | null }): Heard {
	return {
		servername: socket.servername || null,
		isReused: socket.isSessionReused(),
		hasCertificate: socket.getPeerX509Certificate() !== undefined,
		asked: '',
	};
}

function plainly(): Heard {
	return { servername: null, isReused: false, hasCertificate: false, asked: '' };
}
