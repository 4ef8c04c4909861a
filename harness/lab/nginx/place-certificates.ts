/** Certificates and keys of the server itself: the lab's, in place of the user's. */
import { randomBytes } from 'node:crypto';
import { argument } from './directive.ts';
import type { Bench } from './bench.ts';
import type { ConfNode } from './load-conf.ts';
import { concreteName, serverNames } from './server-name.ts';
import { named, own, walk } from './tree.ts';

/** Gives every level that has a certificate one with an ECDSA and one with an RSA key. */
export async function placeCertificates(bench: Bench): Promise<void> {
	const certificates = named(bench.top, 'ssl_certificate');
	const keys = named(bench.top, 'ssl_certificate_key');
	for (const level of new Set([...certificates, ...keys].map(({ parent }) => parent))) {
		if (level === null) continue;
		const files = await writePairs(bench, namesBelow(level), argumentsOf(level));
		for (const [name, lines] of [
			['ssl_certificate', files.certificates],
			['ssl_certificate_key', files.keys],
		] as const) {
			const [first, ...others] = own(level, name);
			// Pairs belong together by their order.
			if (first !== undefined) {
				bench.draft.rewrite(first.directive, lines.map((it) => `${name} ${it};`).join(' '));
			}
			for (const { directive } of others) bench.draft.remove(directive);
		}
	}
	for (const { directive } of named(bench.top, 'ssl_password_file')) {
		bench.draft.remove(directive);
	}
	placeTicketKeys(bench);
}

interface PairFiles {
	readonly certificates: readonly string[];
	readonly keys: readonly string[];
}

async function writePairs(
	bench: Bench,
	names: readonly string[],
	[certificate, key]: readonly [string, string],
): Promise<PairFiles> {
	const certificates: string[] = [];
	const keys: string[] = [];
	const folder = `tls/${bench.standsFor.size}`;
	for (const kind of ['ecdsa', 'rsa'] as const) {
		const pair = await bench.ground.authorities.server(names, kind);
		certificates.push(bench.write(`${folder}/${kind}.pem`, pair.cert, certificate));
		keys.push(bench.write(`${folder}/${kind}.key`, pair.key, key));
	}
	return { certificates, keys };
}

/** All names that show the certificate of a level. */
function namesBelow(level: ConfNode): readonly string[] {
	const servers =
		level.directive.name === 'server'
			? [level]
			: [...walk(level.children)].filter(
					(it) => it.directive.name === 'server' && own(it, 'ssl_certificate').length === 0,
				);
	const names = servers.flatMap(serverNames).flatMap((written) => {
		const concrete = concreteName(written);
		const isWildcard = /^\*\.[a-z0-9.-]+$/u.test(written);
		return [...(isWildcard ? [written] : []), ...(concrete === null ? [] : [concrete])];
	});
	return [...new Set(names)].slice(0, mostNames);
}

function argumentsOf(level: ConfNode): [string, string] {
	const [certificate] = own(level, 'ssl_certificate');
	const [key] = own(level, 'ssl_certificate_key');
	return [
		certificate === undefined ? '' : argument(certificate.directive, 0),
		key === undefined ? '' : argument(key.directive, 0),
	];
}

/** Equal file, equal key: servers that share one resume each other's sessions. */
function placeTicketKeys(bench: Bench): void {
	const known = new Map<string, string>();
	for (const { directive } of named(bench.top, 'ssl_session_ticket_key')) {
		const name = argument(directive, 0);
		const source = bench.identityOf(name);
		const file =
			known.get(source) ?? bench.write(`tls/ticket-${known.size}.key`, randomBytes(80), name);
		known.set(source, file);
		bench.draft.setArgument(directive, 0, file);
	}
}

/** A certificate must fit into a handshake. */
const mostNames = 200;
