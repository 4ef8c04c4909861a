import { connect } from 'node:net';
import type { HostPort } from '../../options.ts';

/** Whether somebody takes a connection there within half a second. */
export function isOpen({ host, port }: HostPort): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, host);
		const end = (open: boolean) => (): void => {
			socket.destroy();
			resolve(open);
		};
		socket.setTimeout(500, end(false));
		socket.once('connect', end(true)).once('error', end(false));
	});
}
