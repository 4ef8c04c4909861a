import { isIP } from 'node:net';
import { readFile } from 'node:fs/promises';
import { ipOctets } from '../../fixtures/pki/general-name.ts';
import type { HostPort, MayTest, Target } from '../options.ts';
import { plainName } from '../plain-name.ts';
import { UsageError } from '../usage-error.ts';
import type { Environment } from './environment.ts';

export interface Permission {
	/** `--i-may-test-this`, or the config's word. */
	readonly confirmed: boolean;
	/** `MTLS_GAUNTLET_I_MAY_TEST` names hosts. */
	readonly env: Environment;
	/** Where the system maps names to addresses itself. */
	readonly hostsFile?: string;
}

/**
 * Whose word it is that the target, and every other listener of it, may be sent hostile input. Decided
 * before a packet leaves, a DNS query included. @throws UsageError when it is nobody's.
 */
export async function mayTest(
	target: Target,
	permission: Permission,
	listeners: readonly Pick<HostPort, 'host'>[] = [],
): Promise<MayTest> {
	if (permission.confirmed) return { kind: 'confirmed' };
	const hosts = (permission.env['MTLS_GAUNTLET_I_MAY_TEST'] ?? '')
		.split(',')
		.map((it) =>
			it
				.trim()
				.toLowerCase()
				.replace(/^\[(.*)\]$/u, '$1'),
		)
		.filter((it) => it !== '');
	let isNamed = false;
	// What counts is where the packets go.
	for (const place of [target.connectTo ?? target, ...listeners]) {
		const host = plainName(place.host);
		if (hosts.includes(host)) isNamed = true;
		else if (!(await isLoopback(host, permission.hostsFile ?? '/etc/hosts'))) {
			throw new UsageError(
				`${host} is not this machine, and nobody has said that it may be tested`,
				`--i-may-test-this, or MTLS_GAUNTLET_I_MAY_TEST=${[...hosts, host].join(',')}: hostile input only to what you may test`,
			);
		}
	}
	return isNamed ? { kind: 'hosts', hosts } : { kind: 'loopback' };
}

/** 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1 (RFC 4291 §2.5.3), also as an IPv4-mapped address. */
export function isLoopbackAddress(address: string): boolean {
	if (isIP(address) === 0) return false;
	const octets = ipOctets(address);
	if (octets.length === 4) return octets[0] === 127;
	const hex = octets.toString('hex');
	return hex === '1'.padStart(32, '0') || hex.startsWith(`${'ffff'.padStart(24, '0')}7f`);
}

async function isLoopback(host: string, hostsFile: string): Promise<boolean> {
	if (isIP(host) !== 0) return isLoopbackAddress(host);
	// RFC 6761 §6.3: localhost and what is below it never leaves the machine.
	if (host === 'localhost' || host.endsWith('.localhost')) return true;
	const addresses = mappedAddresses(await readFile(hostsFile, 'utf8').catch(() => ''), host);
	return addresses.length > 0 && addresses.every(isLoopbackAddress);
}

function mappedAddresses(hosts: string, host: string): readonly string[] {
	return hosts.split('\n').flatMap((line) => {
		const [address = '', ...names] = line.replace(/#.*$/u, '').trim().split(/\s+/u);
		return names.some((name) => name.toLowerCase() === host) ? [address] : [];
	});
}
