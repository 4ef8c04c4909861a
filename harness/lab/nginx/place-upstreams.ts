/** What is behind nginx: the stub, in place of everything that requests are handed to. */
import type { HostPort } from '../../options.ts';
import type { UpstreamProtocol } from '../stub/upstream-stub.ts';
import { argument } from './directive.ts';
import type { Bench } from './bench.ts';
import { listensOf } from './listen.ts';
import type { ConfNode } from './load-conf.ts';
import type { Listening } from './place-listens.ts';
import { around, named, own, serverBlocks, setting } from './tree.ts';
import { passes, readTarget, type Target } from './upstream-target.ts';

/** Lets everything lead to the stub, or to the ports of this config where it names itself. */
export async function placeUpstreams(bench: Bench, listening: Listening): Promise<void> {
	const own = ownAddresses(bench, listening);
	const upstreams = upstreamBlocks(bench);
	/** The protocol that the servers of each upstream block speak in the lab. */
	const spoken = new Map<ConfNode, UpstreamProtocol>();
	let needsEmpty = false;
	for (const pass of named(bench.top, ...passes)) {
		const target = targetOf(bench, pass);
		const block = upstreams.get(`${kindOf(pass)} ${target.authority}`);
		if (block !== undefined) {
			const known = spoken.get(block);
			if (known === undefined) spoken.set(block, target.protocol);
			// One stub speaks one protocol; who needs another one gets one of his own.
			if (known === undefined || known === target.protocol) continue;
		}
		const place = own.get(target.authority) ?? (await stubFor(bench, target));
		const written = argument(pass.directive, 0);
		const text = `${target.scheme}${shown(place)}`;
		bench.standsFor.set(text, written);
		// A URI is allowed everywhere only where a variable is in it.
		const wasVariable = written.includes('$') && target.uri !== '' && !target.uri.includes('$');
		if (wasVariable) needsEmpty = true;
		bench.draft.setArgument(
			pass.directive,
			0,
			`"${text}${wasVariable ? empty : ''}${target.uri.replaceAll('"', String.raw`\"`)}"`,
		);
		if (pass.directive.name === 'memcached_pass') {
			bench.note(pass.directive, 'memcached is not there in the lab: what it is asked fails');
		}
	}
	for (const block of upstreams.values()) {
		await placeServers(bench, block, spoken.get(block) ?? 'http', own);
	}
	for (const { directive } of named(bench.top, 'auth_request')) {
		if (argument(directive, 0) === 'off') continue;
		bench.note(
			directive,
			'auth_request asks the stub in the lab, which says yes (200) to everything',
		);
	}
	if (needsEmpty) {
		const http = bench.top.find(({ directive }) => directive.name === 'http');
		if (http !== undefined) {
			bench.draft.insertInside(http.directive, `map $host ${empty} { default ""; }`);
		}
	}
}

async function placeServers(
	bench: Bench,
	block: ConfNode,
	protocol: UpstreamProtocol,
	own: ReadonlyMap<string, HostPort>,
): Promise<void> {
	for (const { directive } of block.children.filter((it) => it.directive.name === 'server')) {
		const name = argument(directive, 0);
		// Whichever of them is asked, the pages are the same.
		const place =
			own.get(name) ?? (await bench.ground.stub.listen(argument(block.directive, 0), protocol));
		bench.standsFor.set(shown(place), name);
		bench.draft.setArgument(directive, 0, shown(place));
		for (const [index, { value }] of directive.args.entries()) {
			if (index > 0 && /^(?:resolve$|service=|max_conns=)/u.test(value)) {
				bench.draft.setArgument(directive, index, '');
			}
		}
	}
}

function targetOf(bench: Bench, { directive, parent }: ConfNode): Target {
	const written = argument(directive, 0);
	const [, variable] = /^\$\{?(\w+)\}?/u.exec(written) ?? [];
	const hint = variable === undefined ? null : possibleValue(bench, variable);
	const target = readTarget(directive.name, written, hint);
	const isStream = parent !== null && kindOf(parent) === 'stream';
	const isTls = isStream && parent !== null && setting(parent, 'proxy_ssl') === 'on';
	if (isStream) return { ...target, protocol: isTls ? 'https' : 'http', scheme: '' };
	// Without a scheme nginx would not take the address for one.
	const isBare = target.scheme === '' && directive.name === 'proxy_pass';
	return isBare ? { ...target, scheme: 'http://' } : target;
}

/** Some value that `set` or `map` gives to a variable. */
function possibleValue({ top }: Bench, variable: string): string | null {
	const set = named(top, 'set').find(({ directive }) => argument(directive, 0) === `$${variable}`);
	if (set !== undefined) return argument(set.directive, 1);
	const map = named(top, 'map').find(({ directive }) => argument(directive, 1) === `$${variable}`);
	return (
		map?.children.map(({ directive }) => argument(directive, 0)).find((it) => it !== '') ?? null
	);
}

function stubFor({ ground }: Bench, { authority, protocol }: Target): Promise<HostPort> {
	return ground.stub.listen(authority, protocol);
}

function upstreamBlocks({ top }: Bench): ReadonlyMap<string, ConfNode> {
	const blocks = top
		.filter(({ directive }) => directive.name === 'http' || directive.name === 'stream')
		.flatMap((it) => own(it, 'upstream'));
	return new Map(blocks.map((it) => [`${kindOf(it)} ${argument(it.directive, 0)}`, it]));
}

function kindOf(node: ConfNode): string {
	return around(node, 'stream') === null ? 'http' : 'stream';
}

/** Addresses of this machine that the config listens on itself. */
function ownAddresses({ top }: Bench, { places }: Listening): ReadonlyMap<string, HostPort> {
	const found = new Map<string, HostPort>();
	const servers = [...serverBlocks(top, 'http'), ...serverBlocks(top, 'stream')];
	for (const { address, port, family } of servers.flatMap(listensOf)) {
		const place = places.get(address);
		if (place === undefined) continue;
		if (family === 'unix') {
			found.set(address, place).set(`${address}:`, place);
			continue;
		}
		for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
			found.set(`${host}:${port}`, place);
			if (port === 80) found.set(host, place);
		}
	}
	return found;
}

function shown({ host, port }: HostPort): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const empty = '$mtls_gauntlet_empty';
