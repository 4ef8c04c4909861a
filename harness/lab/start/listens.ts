import { get } from 'node:http';
import type { HostPort } from '../../options.ts';
import type { LabServer } from '../lab.ts';
import { isOpen } from './is-open.ts';

/** Those servers that take connections, with those of their listeners that do. */
export async function listening(servers: readonly LabServer[]): Promise<readonly LabServer[]> {
	const there = await Promise.all(servers.map(({ connectTo }) => isOpen(connectTo)));
	return Promise.all(
		servers
			.filter((_, index) => there[index])
			.map(async (server) => {
				const open = await Promise.all(server.listeners.map(isOpen));
				return { ...server, listeners: server.listeners.filter((_, index) => open[index]) };
			}),
	);
}

/** Resolves when an HTTP server there has answered, or cannot be asked. */
export function answers({ host, port }: HostPort): Promise<void> {
	return new Promise((resolve) => {
		const request = get({ host, port, path: '/', agent: false }, (response) => {
			response.resume().once('close', () => resolve());
		});
		request.once('error', () => resolve());
	});
}
