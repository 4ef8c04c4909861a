/** Puts every socket of the config on a port of loopback of its own. */
import { UsageError } from '../../usage-error.ts';
import { distinctPorts } from '../start/free-port.ts';
import {
	hostAddress,
	listenOf,
	namedAddresses,
	type Socket,
	socketsAt,
	socketsOf,
} from './addresses.ts';
import { whereIs } from './config-tree.ts';
import { allScopes, inForce, ofServer, type Scopes } from './scopes.ts';

/** A socket and what listens on it in the sandbox: `Listen 127.0.0.1:40001 https`. */
export interface LabSockets {
	readonly sockets: readonly Socket[];
	/** What the lab listens on itself, where the config leaves that to the main one. */
	readonly listens: readonly string[];
	readonly notes: readonly string[];
}

/**
 * `isSite`: a file of virtual hosts, whose ports the main config listens on.
 * @throws UsageError for a port that is none.
 */
export async function editAddresses(scopes: Scopes, isSite: boolean): Promise<LabSockets> {
	const listens = allScopes(scopes).flatMap((scope) => ofServer(scope, 'listen'));
	const read = listens.map((directive) => {
		const listen = listenOf(directive);
		if (listen === null) {
			throw new UsageError(
				`${whereIs(directive)}: Listen ${directive.values.join(' ')}: no port`,
				'a variable that is used there has to be in the environment',
			);
		}
		return { directive, listen };
	});
	const given = read.map(({ listen }) => listen);
	const isGiven = (port: number): boolean => given.some((it) => it.port === port);
	// The main config listens on what a site has a virtual host for.
	const byLab =
		isSite || given.length === 0
			? foreseenListens(scopes).filter(({ port }) => !isGiven(port))
			: [];
	const nextPort = distinctPorts();
	const sockets: Socket[] = [];
	for (const socket of socketsOf([...given, ...byLab], namedAddresses(scopes))) {
		sockets.push({ ...socket, lab: await nextPort() });
	}
	const done = new Set<Socket>();
	for (const { directive, listen } of read) {
		const own = sockets.filter(
			(it) =>
				it.port === listen.port &&
				(listen.address === '*' || it.address === listen.address) &&
				!done.has(it),
		);
		for (const socket of own) done.add(socket);
		directive.file.replace(directive, own.map(listenLine).join('\n'));
	}
	return {
		sockets,
		listens: sockets.filter((it) => !done.has(it)).map(listenLine),
		notes: await editHosts(scopes, sockets, nextPort),
	};
}

async function editHosts(
	scopes: Scopes,
	sockets: readonly Socket[],
	nextPort: () => Promise<number>,
): Promise<readonly string[]> {
	const notes: string[] = [];
	for (const { section } of scopes.hosts) {
		if (section === null) continue;
		for (const [index, word] of section.words.entries()) {
			const written = section.values[index] ?? word.text;
			const address = hostAddress(written);
			const at = socketsAt(address, sockets);
			if (at.length === 0) {
				notes.push(`${whereIs(section)}: nothing listens on ${written}: not tested`);
				section.file.replace(word, `127.0.0.1:${await nextPort()}`);
			} else if (address.address !== '*') {
				section.file.replace(word, at.map(({ lab }) => `127.0.0.1:${lab}`).join(' '));
			} else if (address.port !== null) {
				section.file.replace(word, at.map(({ lab }) => `*:${lab}`).join(' '));
			}
		}
	}
	return notes;
}

/** A site alone says on what the main config is to listen. */
function foreseenListens(scopes: Scopes): readonly Omit<Socket, 'lab'>[] {
	const named = namedAddresses(scopes).flatMap(({ address, port }) =>
		port === null ? [] : [{ address, port }],
	);
	const isTls = inForce(scopes.main, scopes.main, 'sslengine')?.values[0]?.toLowerCase() === 'on';
	const all = named.length > 0 ? named : [{ address: '*', port: isTls ? 443 : 80 }];
	return all.map((it) => ({ ...it, protocol: it.port === 443 ? 'https' : 'http' }));
}

function listenLine({ lab, protocol }: Socket): string {
	return `Listen 127.0.0.1:${lab} ${protocol}`;
}
