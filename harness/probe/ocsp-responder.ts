/** The OCSP responder of a run: it answers the target, which asks about the certificates we send. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing } from '../../fixtures/pki/key-ring.ts';
import { type OcspPlaces, ocspPlaces, type OcspResponder } from '../../fixtures/pki/ocsp.ts';
import { settledStates } from '../../fixtures/pki/ocsp-once.ts';
import { ocspResponse } from '../../fixtures/pki/ocsp-response.ts';
import { ocspSigners } from '../../fixtures/pki/ocsp-signer.ts';
import type { HostPort } from '../options.ts';
import { UsageError } from '../usage-error.ts';

export interface RunningResponder extends OcspResponder {
	/** The origin of its URLs. */
	readonly origin: string;
	/** How many requests were answered so far. */
	answered(): number;
	close(): Promise<void>;
}

/**
 * Listens at that address and names it in certificates; `null`: on a free port of 127.0.0.1.
 * @throws UsageError when nothing can listen there.
 */
export async function startOcspResponder(address: HostPort | null): Promise<RunningResponder> {
	let answered = 0;
	const signers = ocspSigners(createRoot(createKeyRing()));
	const settle = settledStates();
	const server = createServer(limits, (request, response) => {
		answer(request, places, signers, settle)
			.then((body) => {
				answered += 1;
				send(response, 200, body);
			})
			.catch((error: unknown) => send(response, error instanceof Refusal ? error.status : 500))
			.catch(() => request.destroy());
	});
	server.maxConnections = mostConnections;
	await listen(server, address);
	// A listening TCP server has an address that is no string (node:net).
	const { port } = server.address() as AddressInfo;
	const host = address?.host ?? loopback;
	const origin = `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
	const places = ocspPlaces(origin);
	return {
		origin,
		url: (issuer, state) => places.url(issuer, state),
		answered: () => answered,
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

async function listen(server: Server, address: HostPort | null): Promise<void> {
	const { host, port } = address ?? { host: loopback, port: 0 };
	server.listen(port, host);
	try {
		await once(server, 'listening');
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
		throw new UsageError(
			`the OCSP responder cannot listen on ${host} port ${port} (${code})`,
			'--ocsp-address HOST:PORT names an address of this machine, and a port that is free',
			{ cause: error },
		);
	}
	// A single connection that fails is no reason to end the run.
	server.on('error', () => {});
}

/** What was asked for makes no sense: an HTTP status says so. */
class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly status: number;
	constructor(status: number) {
		super(`refused with ${status}`);
		this.status = status;
	}
}

async function answer(
	request: IncomingMessage,
	places: OcspPlaces,
	signers: ReturnType<typeof ocspSigners>,
	settle: ReturnType<typeof settledStates>,
): Promise<Buffer> {
	const place = places.find(request.url ?? '');
	if (place === null) throw new Refusal(404);
	const asked = request.method === 'GET' ? inPath(place.rest) : await inBody(request);
	const state = settle(place.state, asked);
	return ocspResponse(asked, state, signers(place.issuer, state));
}

/** RFC 6960 Appendix A.1: base64 in the path, percent-encoded. */
function inPath(rest: string): Buffer {
	try {
		return Buffer.from(decodeURIComponent(rest), 'base64');
	} catch {
		throw new Refusal(400);
	}
}

async function inBody(request: IncomingMessage): Promise<Buffer> {
	if (request.method !== 'POST') throw new Refusal(405);
	const parts: Buffer[] = [];
	let length = 0;
	// Without an encoding a request gives nothing but Buffers (node:http).
	for await (const part of request as AsyncIterable<Buffer>) {
		length += part.length;
		if (length > mostBytes) throw new Refusal(413);
		parts.push(part);
	}
	return Buffer.concat(parts);
}

function send(response: ServerResponse, status: number, body: Buffer = Buffer.alloc(0)): void {
	response
		.writeHead(status, {
			'Content-Type': 'application/ocsp-response',
			'Content-Length': body.length,
			Connection: 'close',
		})
		.end(body);
}

const loopback = '127.0.0.1';
/** A request for one certificate has some 100 bytes; certificates of whoever signs it come on top. */
const mostBytes = 16 * 1024;
const mostConnections = 256;
const limits = { maxHeaderSize: mostBytes, headersTimeout: 10_000, requestTimeout: 10_000 };
