import { isIP } from 'node:net';
import type { GivenListener, HostPort } from './options.ts';
import { UsageError } from './usage-error.ts';

/** A listener and every address that its host has. */
export interface ResolvedListener {
	readonly given: GivenListener;
	/** At least one. */
	readonly addresses: readonly HostPort[];
}

/** A listener and the one address that every probe of it goes to. */
export interface PinnedListener {
	readonly given: GivenListener;
	readonly address: HostPort;
}

/**
 * Decides on one address for each listener: of several the one of the target, since they are ways to
 * the same server; else one of its kind. @throws UsageError for what turns out to be the target itself.
 */
export function pinListeners(
	resolved: readonly ResolvedListener[],
	target: HostPort,
): readonly PinnedListener[] {
	return resolved.flatMap(({ given, addresses }) => {
		const address =
			addresses.find(({ host }) => host === target.host) ??
			addresses.find(({ host }) => isIP(host) === isIP(target.host)) ??
			addresses[0];
		if (address === undefined) return [];
		if (address.host === target.host && address.port === target.port) {
			throw new UsageError(
				`--listener ${given.url}: is where the target is tested anyway`,
				'name another port or address of the same server',
			);
		}
		return [{ given, address }];
	});
}
