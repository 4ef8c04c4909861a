/** Where the lines that reproduce a finding take a credential from. Pure. */
import { createHash } from 'node:crypto';
import type { Credential } from '../../fixtures/attempt.ts';
import type { ProbeVariant } from '../../fixtures/variant.ts';
import type { PreparedCredentials, ReproduceFrom } from '../options.ts';
import { validControl } from '../plan.ts';
import { isHow } from '../several.ts';

/** Which credentials a run has, and what is known of one that was sent. */
export interface CredentialQuestion {
	readonly variant: Pick<ProbeVariant, 'id' | 'needs' | 'presentsIssuerKey' | 'perPath'>;
	/** Which connection of the attempt, from 0. */
	readonly index: number;
	/** SHA-256 of its certificates. */
	readonly sha256: readonly string[];
	/** SHA-256 of the certificates of the valid control. */
	readonly valid: readonly string[];
	readonly from: ReproduceFrom;
	readonly prepared: PreparedCredentials | null;
}

/** A folder with `cert.pem`, `key.pem` and, of several certificates, `chain.pem`. */
export interface CredentialFolder {
	/** Below the directory that `pki` writes. */
	readonly path: string;
	/** The variant for which `pki` writes it. */
	readonly id: string;
}

/** The folder of a credential; `null` where neither `pki` nor a directory has it. */
export function credentialFolder(question: CredentialQuestion): CredentialFolder | null {
	const { variant, index, sha256, valid, from, prepared } = question;
	// What bends the request presents the valid credential as it is, if any.
	const isValid = isHowOnly(variant) && sha256.join() === valid.join();
	if (from.kind === 'pki') {
		if (isValid) return { path: validControl, id: validControl };
		return isWrittenByPki(variant) ? { path: folderOf(variant.id, index), id: variant.id } : null;
	}
	const all = prepared === null ? [] : written(prepared);
	const same = all.filter((it) => it.sha256 === sha256.join());
	return (
		same.find(({ id }) => id === variant.id) ??
		(isValid ? same.find(({ id }) => id === validControl) : undefined) ??
		null
	);
}

/** `pki` knows one CA and no house, copies no key of the user, and answers for no status. */
function isWrittenByPki(variant: CredentialQuestion['variant']): boolean {
	if (variant.presentsIssuerKey === true || isHowOnly(variant)) return false;
	return !variant.needs.some((need) => need === 'ocsp' || need === 'refused');
}

/** Whether a variant is about names, paths and listeners of a run, of which `pki` knows nothing. */
function isHowOnly({ needs, perPath }: CredentialQuestion['variant']): boolean {
	return perPath === true || needs.some((need) => need !== 'otherClient' && isHow(need));
}

interface Written extends CredentialFolder {
	readonly sha256: string;
}

function written(prepared: PreparedCredentials): readonly Written[] {
	const known = writtenBy.get(prepared);
	if (known !== undefined) return known;
	const all = [...prepared.byId].flatMap(([id, credentials]) =>
		credentials.flatMap((credential, index): readonly Written[] =>
			credential === null ? [] : [{ id, path: folderOf(id, index), sha256: digests(credential) }],
		),
	);
	writtenBy.set(prepared, all);
	return all;
}

/** As `pki` names the folder of each connection. */
function folderOf(id: string, index: number): string {
	return index === 0 ? id : `${id}/${index + 1}`;
}

function digests({ chain }: Credential): string {
	return chain.map((it) => createHash('sha256').update(it).digest('hex')).join();
}

/** A directory is asked about once for each finding. */
const writtenBy = new WeakMap<PreparedCredentials, readonly Written[]>();
