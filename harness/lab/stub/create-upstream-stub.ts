import type { Server } from 'node:net';
import type { LabAuthorities } from '../authorities.ts';
import { fastcgiServer } from './fastcgi.ts';
import { h2cServer, httpServer, tlsServer } from './http-upstream.ts';
import { scgiServer } from './scgi.ts';
import { type Listener, listenOnLoopback } from './tcp.ts';
import type { UpstreamProtocol, UpstreamStub } from './upstream-stub.ts';
import { uwsgiServer } from './uwsgi.ts';

/** Upstreams that listen when they are asked for. Those with TLS have certificates of the lab. */
export function createUpstreamStub(authorities: LabAuthorities): UpstreamStub {
	const listeners = new Map<string, Promise<Listener>>();
	let isClosed = false;
	return {
		async listen(name, protocol) {
			if (isClosed) throw new Error(`the stub is closed: ${name}`);
			const key = JSON.stringify([protocol, name]);
			const listener =
				listeners.get(key) ?? serverOf(name, protocol, authorities).then(listenOnLoopback);
			listeners.set(key, listener);
			return (await listener).address;
		},
		async close() {
			isClosed = true;
			// What did not come to listen was said to whoever asked for it.
			await Promise.allSettled(
				[...listeners.values()].map(async (listener) => (await listener).close()),
			);
			listeners.clear();
		},
	};
}

async function serverOf(
	name: string,
	protocol: UpstreamProtocol,
	authorities: LabAuthorities,
): Promise<Server> {
	switch (protocol) {
		case 'http':
			return httpServer(name);
		case 'https':
		case 'h2':
			return tlsServer(name, protocol, authorities);
		case 'h2c':
			return h2cServer(name);
		case 'fastcgi':
			return fastcgiServer(name);
		case 'scgi':
			return scgiServer(name);
		case 'uwsgi':
			return uwsgiServer(name);
	}
}
