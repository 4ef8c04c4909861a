/** Stands in for what is behind a server: answers everything, and says what it was sent. */
import type { HostPort } from '../../options.ts';

/** What a server speaks with what is behind it. */
export type UpstreamProtocol = 'http' | 'https' | 'h2c' | 'h2' | 'fastcgi' | 'scgi' | 'uwsgi';

/** Everything that is behind a server in a lab. */
export interface UpstreamStub {
	/**
	 * Listens on a free port of 127.0.0.1 as that upstream; the same upstream and protocol get the same
	 * port. `name` is as the config has it (`backend:8080`) and stands in every answer.
	 */
	listen(name: string, protocol: UpstreamProtocol): Promise<HostPort>;
	/** Stops listening and ends every connection. Safe to call again. */
	close(): Promise<void>;
}
