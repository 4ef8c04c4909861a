/** Finds the address and the TLS versions that a run will use. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { classify } from './classify.ts';
import { uncalibrated } from './calibrate.ts';
import type { HostPort, MayTest, RunOptions, TlsVersion } from './options.ts';
import { pinListeners, type PinnedListener, type ResolvedListener } from './pin-listeners.ts';
import { plainName } from './plain-name.ts';
import { greet, type Greeting } from './probe/greet.ts';
import { retryDelaysMs } from './probe/retry.ts';
import { UsageError } from './usage-error.ts';

export interface Preflight {
	/** What the name stands for, in the order in which the addresses were tried. */
	readonly addresses: readonly HostPort[];
	/** The one address that every probe goes to; the last one tried when none answers. */
	readonly address: { readonly host: string; readonly port: number };
	readonly versions: ReadonlyMap<TlsVersion, VersionFacts>;
	/** A version that the target is known to speak, also one that was not asked for. */
	readonly speaks: TlsVersion | null;
	/** Why nothing at all is to be heard from it; `null`: it answers, if only to refuse. */
	readonly silence: string | null;
	/** The other listeners that were named, each at one address. */
	readonly listeners: readonly PinnedListener[];
}

export type VersionFacts =
	| { readonly kind: 'offered'; readonly greeting: Greeting }
	| { readonly kind: 'not-offered'; readonly because: string }
	/** Nothing can be concluded on this version. */
	| { readonly kind: 'unknown'; readonly because: string; readonly greeting: Greeting };

export const allVersions: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/**
 * Tries every address of the target in turn and keeps the first that speaks TLS.
 * @throws UsageError when a name does not resolve, or leaves loopback without a confirmation.
 */
export async function preflight(options: RunOptions, signal: AbortSignal): Promise<Preflight> {
	const addresses = await resolveAddresses(options);
	const listeners = await resolveListeners(options);
	let found = await firstThatSpeaksTls(addresses, options, signal);
	for (const ms of retryDelaysMs) {
		const greetings = [...found.greetings.values()];
		if (!greetings.some(isUnclear) || signal.aborted) break;
		await delay(ms, undefined, { signal }).catch(() => {});
		found = greetings.some(hasServerHello)
			? await greetAgain(found, options, signal)
			: await firstThatSpeaksTls(addresses, options, signal);
	}
	const spoken = [...found.greetings].find(([, greeting]) => hasServerHello(greeting));
	const speaks = spoken?.[0] ?? null;
	const isThere = speaks !== null;
	const wanted = options.tls ?? allVersions;
	const versions = [...found.greetings]
		.filter(([tls]) => wanted.includes(tls))
		.map(([tls, greeting]) => [tls, versionFacts(tls, greeting, isThere)] as const);
	const [first] = found.greetings.values();
	const answers = [...found.greetings.values()].some(
		(it) => hasServerHello(it) || refusesVersion(it),
	);
	const silence = answers || first === undefined ? null : silenceOf(first);
	return {
		addresses,
		address: found.address,
		versions: new Map(versions),
		speaks,
		silence,
		listeners: pinListeners(listeners, found.address),
	};
}

interface Greeted {
	readonly address: Preflight['address'];
	/** Of both versions: one that was not asked for still shows whether the target is there. */
	readonly greetings: ReadonlyMap<TlsVersion, Greeting>;
}

async function firstThatSpeaksTls(
	addresses: readonly Preflight['address'][],
	options: RunOptions,
	signal: AbortSignal,
): Promise<Greeted> {
	let best: Greeted | null = null;
	for (const address of addresses) {
		const greetings = await Promise.all(
			allVersions.map(async (tls) => [tls, await greetOn(address, tls, options, signal)] as const),
		);
		const greeted = { address, greetings: new Map(greetings) };
		if (greetings.some(([, greeting]) => hasServerHello(greeting))) return greeted;
		if (best === null || wasReached(greeted)) best = greeted;
	}
	if (best === null) throw new UsageError(`no address for ${options.target.host}`);
	return best;
}

/** Asks for the versions on which nothing was learned, at the address that speaks another. */
async function greetAgain(
	{ address, greetings }: Greeted,
	options: RunOptions,
	signal: AbortSignal,
): Promise<Greeted> {
	const again = new Map(greetings);
	for (const [tls, greeting] of greetings) {
		if (isUnclear(greeting)) again.set(tls, await greetOn(address, tls, options, signal));
	}
	return { address, greetings: again };
}

/** Greets the target on one version, as at the start of the run. */
export function greetOn(
	address: Preflight['address'],
	tls: TlsVersion,
	{ target, trust, timeoutMs }: RunOptions,
	signal: AbortSignal,
): Promise<Greeting> {
	const { servername } = target;
	const settings = { address, servername, tls, trustAnchors: trust.anchors, timeoutMs };
	return greet(settings, signal);
}

function wasReached({ greetings }: Greeted): boolean {
	return [...greetings.values()].some(({ observation }) => observation.ending !== 'unreachable');
}

/** A silent port stays silent and a version that is refused stays refused; else it may be restarting. */
function isUnclear(greeting: Greeting): boolean {
	return (
		!hasServerHello(greeting) &&
		!refusesVersion(greeting) &&
		greeting.observation.ending !== 'timeout'
	);
}

function resolveAddresses({ target, mayTest }: RunOptions): Promise<HostPort[]> {
	const hint = 'check the host of the URL, or give --connect-to HOST:PORT';
	return resolve(target.connectTo ?? target, mayTest, hint);
}

function resolveListeners({ listeners, mayTest }: RunOptions): Promise<ResolvedListener[]> {
	const hint = 'check the host of --listener, or name its address';
	return Promise.all(
		listeners.map(async (given) => ({ given, addresses: await resolve(given, mayTest, hint) })),
	);
}

async function resolve(
	{ host, port }: HostPort,
	mayTest: MayTest,
	hint: string,
): Promise<HostPort[]> {
	const hosts = isIP(host) === 0 ? await lookUp(host, hint) : [host];
	const foreign = hosts.find((it) => !isLoopback(it));
	// A name in the hosts file was let through as loopback; what it resolves to must be that.
	if (isLetThrough(host, mayTest) && foreign !== undefined) {
		throw new UsageError(
			`${host} is ${foreign}, which is not loopback`,
			'confirm with --i-may-test-this that you may test this target',
		);
	}
	return hosts.map((it) => ({ host: it, port }));
}

/** Whether nobody gave a word for the host, since it is on this machine. */
function isLetThrough(host: string, mayTest: MayTest): boolean {
	switch (mayTest.kind) {
		case 'loopback':
			return true;
		case 'confirmed':
			return false;
		case 'hosts':
			return !mayTest.hosts.includes(plainName(host));
	}
}

async function lookUp(host: string, hint: string): Promise<string[]> {
	try {
		const found = await lookup(host, { all: true, order: 'verbatim' });
		return found.map(({ address }) => address);
	} catch (error) {
		throw new UsageError(`the name does not resolve: ${host}`, hint, { cause: error });
	}
}

/** Whether an IP address is of this machine alone. */
export function isLoopback(address: string): boolean {
	return loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function versionFacts(tls: TlsVersion, greeting: Greeting, isThere: boolean): VersionFacts {
	if (hasServerHello(greeting)) return { kind: 'offered', greeting };
	if (isThere && refusesVersion(greeting)) {
		return { kind: 'not-offered', because: `the target does not offer ${tls}` };
	}
	if (refusesVersion(greeting)) {
		const because = 'the target offers neither TLS 1.2 nor TLS 1.3';
		return { kind: 'unknown', because, greeting };
	}
	return { kind: 'unknown', because: silenceOf(greeting), greeting };
}

function silenceOf({ observation }: Greeting): string {
	return classify({ connections: [observation], again: null, retries: 0 }, uncalibrated).because;
}

/** Whether the target agreed to the version that it was greeted on. */
export function hasServerHello({ observation }: Greeting): boolean {
	return observation.handshake.version !== null;
}

/** Rule 7: protocol_version, handshake_failure before any ServerHello, or one of another version. */
function refusesVersion({ observation, isOlder }: Greeting): boolean {
	return isOlder || observation.alert?.number === 70 || observation.alert?.number === 40;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');
