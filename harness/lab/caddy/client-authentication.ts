/** The lab's CAs in place of those whose clients a config lets in. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { LabAuthority } from '../authorities.ts';
import { textOf } from '../config/on-this-machine.ts';
import type { HttpServer } from './listeners.ts';
import { isObject, type JsonObject, objectsIn, stringsIn } from './json.ts';
import { whereOf, type Work } from './work.ts';

/** How a connection is judged, by the name that it asks for. */
export interface Policy {
	/** Names of TLS; empty: all that no earlier policy is for. */
	readonly names: readonly string[];
	/** `null`: nobody is asked for a certificate. */
	readonly mode: 'request' | 'require' | 'verify_if_given' | 'require_and_verify' | null;
	readonly trusted: readonly LabAuthority[];
}

/** Replaces the CAs of all policies of a server; says what they are. */
export function replaceClientCas({ server }: HttpServer, work: Work): readonly Policy[] {
	const made = new Map(work.ground.authorities.all().map((it) => [derOf(it), it] as const));
	return objectsIn(server, 'tls_connection_policies').map((policy): Policy => {
		// Of the lab's certificates none has what others may be selected by.
		if (isObject(policy['certificate_selection'])) delete policy['certificate_selection'];
		const match = isObject(policy['match']) ? policy['match'] : {};
		const names = stringsIn(match, 'sni');
		const asked = policy['client_authentication'];
		if (!isObject(asked)) return { names, mode: null, trusted: [] };
		if (stringsIn(asked, 'trusted_leaf_certs').length > 0 || Array.isArray(asked['verifiers'])) {
			work.notes.push(
				`${whereOf(work, 'trusted_leaf_cert_file', 'trusted_leaf_cert', 'verifier', 'client_auth')}: single certificates are trusted: none of the lab can be one of them`,
			);
		}
		const trusted = [asked, asked['ca']]
			.filter(isObject)
			.flatMap((it) => replaceIn(it, made, work));
		return { names, mode: modeOf(asked, trusted.length > 0), trusted: [...new Set(trusted)] };
	});
}

/** `trusted_ca_certs` hold DER in base64, `pem_files` names. */
function replaceIn(
	holder: JsonObject,
	made: Map<string, LabAuthority>,
	{ ground }: Work,
): readonly LabAuthority[] {
	const { authorities } = ground;
	const inline = stringsIn(holder, 'trusted_ca_certs').map((base64) => {
		const known = made.get(base64);
		if (known !== undefined) return known;
		const der = Buffer.from(base64, 'base64');
		const hash = createHash('sha256').update(der).digest('hex');
		return authorities.of(`sha256:${hash}`, certificatesPem([der]));
	});
	const named = [
		...stringsIn(holder, 'pem_files'),
		...stringsIn(holder, 'trusted_ca_certs_pem_files'),
	];
	const filed = named.map((name) => {
		const path = resolve(ground.cwd, name);
		return authorities.of(path, textOf(path));
	});
	const isPool = 'provider' in holder;
	if (inline.length + filed.length === 0 && !isPool) return [];
	// Pools that are no list of certificates (storage, http, pki_root …) are one of the lab's, too.
	const all =
		inline.length + filed.length > 0
			? [...inline, ...filed]
			: [authorities.of(JSON.stringify(holder))];
	for (const name of Object.keys(holder)) if (isPool) delete holder[name];
	delete holder['trusted_ca_certs_pem_files'];
	if (isPool) holder['provider'] = 'inline';
	holder['trusted_ca_certs'] = [...new Set(all)].map(derOf);
	return all;
}

/** Caddy takes the strictest mode where a CA is named and none is said (caddytls, ClientAuthentication). */
function modeOf(asked: JsonObject, hasCa: boolean): Policy['mode'] {
	const { mode } = asked;
	if (
		mode === 'request' ||
		mode === 'require' ||
		mode === 'verify_if_given' ||
		mode === 'require_and_verify'
	) {
		return mode;
	}
	const isPinned = stringsIn(asked, 'trusted_leaf_certs').length > 0;
	return hasCa || isPinned ? 'require_and_verify' : 'require';
}

function derOf({ clientCa }: LabAuthority): string {
	return clientCa.certificates[0]?.toString('base64') ?? '';
}
