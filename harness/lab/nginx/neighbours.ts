/** What else there is on the sockets of a config: which block answers to which name. */
import type { GivenListener, GivenVhost } from '../../options.ts';
import { listenerAt } from '../config/url-of.ts';
import type { Bench } from './bench.ts';
import { whereOf } from './directive.ts';
import type { Listen } from './listen.ts';
import type { ConfNode } from './load-conf.ts';
import { authoritiesOf } from './place-client-cas.ts';
import type { Listening } from './place-listens.ts';
import { concreteName, serverNames, takes } from './server-name.ts';
import { setting } from './tree.ts';

/** Whether a block verifies clients. */
export function asks(server: ConfNode): boolean {
	const verify = setting(server, 'ssl_verify_client');
	return verify !== null && verify !== 'off';
}

/** Server blocks of a socket: the default one first. */
export function blocksOf({ listens }: Listening, { address }: Listen): readonly ConfNode[] {
	const on = listens.filter((it) => it.address === address);
	const first = on.find(({ isDefault }) => isDefault) ?? on[0];
	const all = on.map(({ server }) => server);
	return first === undefined ? all : [first.server, ...all.filter((it) => it !== first.server)];
}

/** A name by which clients reach a block; `null` where every one leads elsewhere. */
export function nameOf(server: ConfNode, blocks: readonly ConfNode[]): string | null {
	const own = serverNames(server).flatMap((it) => concreteName(it) ?? []);
	const names = [...own, 'localhost', 'any.test'];
	return names.find((it) => takes(blocks, it) === server) ?? null;
}

/** Other names of a socket: those that anybody gets, and those of other clients. */
export function vhostsOf(
	bench: Bench,
	blocks: readonly ConfNode[],
	server: ConfNode,
): readonly GivenVhost[] {
	const trusted = authoritiesOf(bench, server);
	return blocks.flatMap((other): GivenVhost[] => {
		const name = other === server ? null : nameOf(other, blocks);
		if (name === null) return [];
		if (!asks(other)) return [{ name, kind: 'open' }];
		const isAlike = authoritiesOf(bench, other).every((it) => trusted.includes(it));
		return isAlike ? [] : [{ name, kind: 'protected' }];
	});
}

/** Other sockets that answer to the name. */
export function listenersOf(
	listening: Listening,
	{ address, port }: Listen,
	name: string,
): readonly GivenListener[] {
	const found = new Map<string, GivenListener>();
	const twins = new Set<string>();
	for (const other of listening.listens) {
		if (other.address === address || other.isUdp || other.family === 'unix') continue;
		if (found.has(other.address)) continue;
		if (other.server.parent?.directive.name !== 'http') continue;
		const place = listening.places.get(other.address);
		const block = takes(blocksOf(listening, other), name);
		if (place === undefined || block === null) continue;
		// IPv6 beside IPv4 is no other way in.
		const twin = `${whereOf(block.directive)} ${other.port}`;
		if (twins.has(twin)) continue;
		twins.add(twin);
		const it = listenerAt({ isTls: other.isTls, host: name, port: other.port, place });
		const isKnown = [...found.values()].some(({ url }) => url === it.url);
		found.set(
			other.address,
			isKnown || other.port === port ? { ...it, url: `${it.url}?listen=${other.address}` } : it,
		);
	}
	return [...found.values()];
}
