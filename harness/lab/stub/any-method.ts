/** Node's parser knows a list of methods and refuses all others, which upstreams may well serve. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { pageOf } from './page.ts';
import { toldFields } from './told-fields.ts';

/** Lets a server answer requests with methods that Node does not know, each on its last connection. */
export function answeringAnyMethod<S extends Pick<Server, 'on'>>(upstream: string, server: S): S {
	server.on('clientError', (error: ClientError, socket: Duplex) => {
		if (!socket.writable) {
			socket.destroy();
			return;
		}
		const head = error.code === 'HPE_INVALID_METHOD' ? headIn(error.rawPacket) : null;
		if (head === null) {
			socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
			return;
		}
		const { method, uri, fields } = head;
		const host = fields.find(([name]) => name === 'host')?.[1] ?? '';
		const asked = { method, uri, host };
		const page = Buffer.from(pageOf(upstream, asked));
		const lines = [
			'HTTP/1.1 200 OK',
			'Content-Type: application/json',
			`Content-Length: ${page.length}`,
			'Connection: close',
			...toldFields(asked, fields).map(([name, value]) => `${name}: ${value}`),
		];
		socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), page]));
	});
	return server;
}

/** What Node adds to the errors of its parser. */
interface ClientError extends Error {
	readonly code?: string;
	/** The octets at which the parser stopped; proxies send a head in one go. */
	readonly rawPacket?: Buffer;
}

interface Head {
	readonly method: string;
	readonly uri: string;
	readonly fields: readonly (readonly [name: string, value: string])[];
}

/** `null` where there is no whole head of a request. */
function headIn(packet: Buffer = Buffer.alloc(0)): Head | null {
	const text = packet.toString('latin1', 0, 64 * 1024);
	const [head, rest] = text.split('\r\n\r\n', 2);
	const [requestLine = '', ...lines] = (head ?? '').split('\r\n');
	const [, method, uri] =
		/^([!#$%&'*+.^_`|~\w-]{1,64}) (\S+) HTTP\/1\.[01]$/u.exec(requestLine) ?? [];
	if (method === undefined || uri === undefined || rest === undefined) return null;
	const fields = lines.map((line): [string, string] => {
		const colon = line.indexOf(':');
		return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
	});
	return { method, uri, fields: fields.filter(([name]) => name !== '') };
}
