/** Which CA of the lab stands for each file of CAs, and the lists of what they revoked. */
import { pemBlocks } from '../../../fixtures/pki/pem.ts';
import type { LabAuthority } from '../authorities.ts';
import { textOf } from '../config/on-this-machine.ts';
import { argument, type Directive } from './directive.ts';
import type { Bench } from './bench.ts';
import type { ConfNode } from './load-conf.ts';
import { effective, named, serverBlocks, setting } from './tree.ts';

/** CAs whose clients a server block lets in: those it announces first. */
export function authoritiesOf(bench: Bench, server: ConfNode): readonly LabAuthority[] {
	const found = ['ssl_client_certificate', 'ssl_trusted_certificate'].flatMap((name) =>
		effective(server, name)
			.filter(({ directive }) => argument(directive, 0) !== '')
			.map(({ directive }) => authorityOf(bench, argument(directive, 0))),
	);
	return [...new Set(found)];
}

/** The CA in place of that file. */
export function authorityOf(bench: Bench, name: string): LabAuthority {
	const path = bench.find(name);
	const original = path === null ? undefined : textOf(path);
	return bench.ground.authorities.of(bench.identityOf(name), original, deepest(bench));
}

/** How many intermediates a block allows where it says so; `null`: as many as nginx does. */
export function depthOf(server: ConfNode): number | null {
	const written = setting(server, 'ssl_verify_depth');
	const depth = written === null || !/^\d{1,9}$/u.test(written) ? null : Number(written);
	return depth === null || depth > deepestTested ? null : depth;
}

function deepest({ top }: Bench): number {
	const servers = [...serverBlocks(top, 'http'), ...serverBlocks(top, 'stream')];
	return Math.max(0, ...servers.map((it) => depthOf(it) ?? 0));
}

/** Replaces the files of `ssl_client_certificate`, `ssl_trusted_certificate` and `ssl_crl`. */
export function placeClientCas(bench: Bench): void {
	const { top } = bench;
	const files = new Map<LabAuthority, string>();
	for (const { directive } of named(top, 'ssl_client_certificate', 'ssl_trusted_certificate')) {
		const name = argument(directive, 0);
		if (name === '') continue;
		const authority = authorityOf(bench, name);
		const file = files.get(authority) ?? bench.write(`ca/${files.size}.pem`, authority.pem, name);
		files.set(authority, file);
		bench.draft.setArgument(directive, 0, file);
		noteBundle(bench, directive, name);
	}
	const servers = [...serverBlocks(top, 'http'), ...serverBlocks(top, 'stream')];
	for (const [index, { directive }] of named(top, 'ssl_crl').entries()) {
		const users = servers.filter((it) =>
			effective(it, 'ssl_crl').some((found) => found.directive === directive),
		);
		const cas = new Set(users.flatMap((it) => authoritiesOf(bench, it)));
		if (cas.size === 0) bench.draft.remove(directive);
		else {
			const lists = [...cas].map((it) => it.lists()).join('');
			bench.draft.setArgument(
				directive,
				0,
				bench.write(`ca/${index}.crl`, lists, argument(directive, 0)),
			);
		}
	}
}

function noteBundle(bench: Bench, directive: Directive, name: string): void {
	const path = bench.find(name);
	const count = path === null ? 0 : pemBlocks(textOf(path) ?? '', 'CERTIFICATE').length;
	if (count > 1) {
		bench.note(directive, `${name} holds ${count} CAs; in the lab one CA stands for all of them`);
	}
}

/** Chains that are longer do not fit into a handshake. */
const deepestTested = 10;
