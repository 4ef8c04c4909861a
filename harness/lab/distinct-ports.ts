import { freePort } from './free-port.ts';

/** Ports of loopback, none of which comes twice. */
export function distinctPorts(): () => Promise<number> {
	const taken = new Set<number>();
	const next = async (): Promise<number> => {
		const port = await freePort();
		if (taken.has(port)) return next();
		taken.add(port);
		return port;
	};
	return next;
}
