/** Addresses of `Listen` and `<VirtualHost>`, and where they are in the sandbox. */
import type { Directive, Section } from './config-tree.ts';
import type { Scopes } from './scopes.ts';

/** An address and port of the config that clients can connect to. */
export interface Socket {
	/** `*`: every address of the machine that no virtual host names. */
	readonly address: string;
	readonly port: number;
	/** As `Listen` has it; without: `https` for 443. */
	readonly protocol: string;
	/** The port of 127.0.0.1 in the sandbox. */
	readonly lab: number;
}

/** An address of `<VirtualHost>`. */
export interface HostAddress {
	/** `*`: any. */
	readonly address: string;
	/** `null`: any. */
	readonly port: number | null;
}

/** `Listen [address:]port [protocol]`; `null` where it is neither. */
export function listenOf({ values }: Pick<Directive, 'values'>): Omit<Socket, 'lab'> | null {
	const [written = '', protocol] = values;
	const read = /^(?:(.*):)?(\d+)$/u.exec(written);
	if (read === null) return null;
	const port = Number(read[2]);
	if (port < 1 || port > 65_535) return null;
	return {
		address: plainAddress(read[1] ?? '*'),
		port,
		protocol: protocol?.toLowerCase() ?? (port === 443 ? 'https' : 'http'),
	};
}

/** One address of `<VirtualHost>`, as `get_addresses` of httpd reads it. */
export function hostAddress(written: string): HostAddress {
	const [, address = written, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+|\*))?$/u.exec(written) ?? [];
	return {
		address: plainAddress(address),
		port: port === undefined || port === '*' ? null : Number(port),
	};
}

/** All that clients can connect to, by what is listened on and what virtual hosts name. */
export function socketsOf(
	listens: readonly Omit<Socket, 'lab'>[],
	named: readonly HostAddress[],
): readonly Omit<Socket, 'lab'>[] {
	const sockets = new Map<string, Omit<Socket, 'lab'>>();
	const add = (socket: Omit<Socket, 'lab'>): void => {
		const key = `${socket.address} ${socket.port}`;
		if (!sockets.has(key)) sockets.set(key, socket);
	};
	for (const listen of listens) {
		add(listen);
		if (listen.address !== '*') continue;
		for (const { address, port } of named) {
			if (address === '*' || (port !== null && port !== listen.port)) continue;
			add({ ...listen, address });
		}
	}
	return [...sockets.values()];
}

/** The sockets at which a virtual host of that address is looked for. */
export function socketsAt(
	{ address, port }: HostAddress,
	sockets: readonly Socket[],
): readonly Socket[] {
	return sockets.filter(
		(it) => (address === '*' || it.address === address) && (port === null || it.port === port),
	);
}

/** All addresses of the virtual hosts of a config. */
export function hostAddresses({ values }: Pick<Section, 'values'>): readonly HostAddress[] {
	return values.map(hostAddress);
}

/** What each virtual host says, of the whole config. */
export function namedAddresses({ hosts }: Scopes): readonly HostAddress[] {
	return hosts.flatMap(({ section }) => (section === null ? [] : hostAddresses(section)));
}

function plainAddress(written: string): string {
	const plain = written.replace(/^\[(.*)\]$/u, '$1').toLowerCase();
	return wildcards.has(plain) ? '*' : plain;
}

const wildcards = new Set(['', '*', '0.0.0.0', '::', '_default_']);
