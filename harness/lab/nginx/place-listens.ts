import { createServer } from 'node:net';
import { distinctPorts } from '../start/free-port.ts';
import type { HostPort } from '../../options.ts';
import { UsageError } from '../../usage-error.ts';
import type { Bench } from './bench.ts';
import { argument, type Directive, whereOf } from './directive.ts';
import { type Listen, listensOf } from './listen.ts';
import { named, serverBlocks, setting } from './tree.ts';

/** Which port of loopback stands for each address of the config. */
export interface Listening {
	readonly places: ReadonlyMap<string, HostPort>;
	/** What is listened on; of http first, then of stream. */
	readonly listens: readonly Listen[];
}

/** Gives every address a free port of loopback, and writes that into the copy. */
export async function placeListens(bench: Bench): Promise<Listening> {
	const isSix = await hasIpv6Loopback();
	if (!bench.program.isSince('1.25.1')) {
		for (const { directive } of named(bench.top, 'http2')) {
			bench.draft.remove(directive);
			bench.note(
				directive,
				`http2 is said in listen instead: this is nginx ${bench.program.version}`,
			);
		}
	}
	const listens: Listen[] = [];
	const places = new Map<string, HostPort>();
	const nextPort = distinctPorts();
	const understood = new Set<Directive>();
	for (const kind of ['http', 'stream'] as const) {
		for (const server of serverBlocks(bench.top, kind)) {
			const all = listensOf(server);
			for (const { directive } of all) if (directive !== null) understood.add(directive);
			const usable = all.filter((it) => whyNot(it, isSix) === null);
			const kept = usable.length > 0 ? usable : all.slice(0, 1);
			for (const listen of all) {
				if (kept.includes(listen)) {
					listens.push(listen);
					if (!places.has(listen.address)) {
						const host = listen.family === 'ipv6' && isSix ? '::1' : '127.0.0.1';
						places.set(listen.address, { host, port: await nextPort() });
					}
				}
				rewrite(bench, listen, { kept, place: places.get(listen.address), isSix });
			}
		}
	}
	refuseOthers(bench, understood);
	return { places, listens };
}

/** Nothing may listen on an address that was not replaced. */
function refuseOthers({ top }: Bench, understood: ReadonlySet<Directive>): void {
	const other = named(top, 'listen').find(({ directive }) => !understood.has(directive));
	if (other === undefined) return;
	const block = other.parent?.directive.name ?? 'the main context';
	throw new UsageError(
		`${whereOf(other.directive)}: listen in ${block} cannot be carried into a lab`,
	);
}

interface Kept {
	readonly kept: readonly Listen[];
	readonly place: HostPort | undefined;
	readonly isSix: boolean;
}

function rewrite(bench: Bench, listen: Listen, { kept, place, isSix }: Kept): void {
	const { directive, server } = listen;
	const why = whyNot(listen, isSix);
	if (!kept.includes(listen)) {
		if (directive === null) return;
		bench.draft.remove(directive);
		bench.note(directive, `${why ?? 'this address'} is left out`);
		return;
	}
	if (place === undefined) return;
	const shown = place.host === '::1' ? `[::1]:${place.port}` : `${place.host}:${place.port}`;
	bench.standsFor.set(shown, listen.address);
	if (directive === null) {
		bench.draft.insertInside(server.directive, `listen ${shown};`);
		return;
	}
	if (argument(directive, 0).includes('$')) {
		bench.note(directive, `${argument(directive, 0)}: this template is not filled yet`);
	}
	if (why !== null) bench.note(directive, `${why} is answered on a TCP port of loopback instead`);
	bench.draft.setArgument(directive, 0, `${shown}${http2(bench, listen)}`);
	for (const [index, { value }] of directive.args.entries()) {
		if (value === 'proxy_protocol') {
			bench.note(directive, 'proxy_protocol is left out: the requests of the lab come without it');
		} else if (value === 'quic') {
			bench.draft.setArgument(directive, index, 'ssl');
			continue;
		} else if (!/^(?:setfib=|accept_filter=|ipv6only=)/u.test(value)) continue;
		bench.draft.setArgument(directive, index, '');
	}
}

/** Before 1.25.1 nginx knew no directive `http2`, but an option of `listen`. */
function http2({ program, top }: Bench, { directive, server, isTls }: Listen): string {
	if (program.isSince('1.25.1') || named(top, 'http2').length === 0) return '';
	const isThere = directive?.args.some(({ value }) => value === 'http2') === true;
	return isTls && !isThere && setting(server, 'http2') === 'on' ? ' http2' : '';
}

/** Why an address cannot be listened on; `null` where it can. */
function whyNot({ family, isQuic }: Listen, isSix: boolean): string | null {
	if (isQuic) return 'QUIC';
	if (family === 'unix') return 'a UNIX socket';
	return family === 'ipv6' && !isSix ? 'IPv6, which this machine has not,' : null;
}

function hasIpv6Loopback(): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(0, '::1', () => {
			server.close(() => resolve(true));
		});
	});
}
