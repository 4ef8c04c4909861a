import { basename } from 'node:path';
import { type Identity, parseIdentity } from '../../fixtures/pki/identity.ts';
import { loadClientCa } from '../../fixtures/pki/load-client-ca.ts';
import { loadCredential } from '../../fixtures/pki/load-credential.ts';
import { keysIn } from '../../fixtures/pki/load-key.ts';
import type { Credential } from '../../fixtures/attempt.ts';
import type { ClientCa, GivenMaterials, NamedCredential, PreparedCredentials } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { optionFlag, type RawOptions, runOptions } from './option-table.ts';
import { asUsage, readInput } from './read-input.ts';
import { readSecret, type SecretSource } from './secret.ts';

export interface MaterialContext extends SecretSource {
	readonly now?: Date;
}

/** Everything the user gives to be tested with. @throws UsageError when some of it cannot be used. */
export async function loadMaterials(
	options: RawOptions,
	context: MaterialContext,
): Promise<GivenMaterials> {
	requireCompany(options);
	return {
		valid: await loadValid(options, context),
		clientCa: await loadCa(options, context),
		prepared:
			options.credentials === undefined ? null : await prepared(options.credentials, context),
		refused: await loadRefused(options, context),
		identity: loadIdentity(options.identity ?? []),
	};
}

/** A key alone proves nothing, and two sources of the same credentials contradict each other. */
function requireCompany(options: RawOptions): void {
	const pairs = [
		['key', 'cert'],
		['clientCaKey', 'clientCa'],
		['refusedKey', 'refusedCert'],
	] as const;
	for (const [key, certificate] of pairs) {
		if ((options[key] ?? []).length > 0 && (options[certificate] ?? []).length === 0) {
			throw new UsageError(
				`${optionFlag(key)} is given without ${optionFlag(certificate)}`,
				`${runOptions[certificate].flags} ${runOptions[key].flags}`,
			);
		}
	}
	if (options.credentials !== undefined && options.clientCa !== undefined) {
		throw new UsageError(
			'--credentials and --client-ca are both given',
			'the credentials in the directory are already cut from a CA: leave one out',
		);
	}
}

/** Loaded only where it is asked for: the manifest's schema is not worth its time otherwise. */
async function prepared(
	directory: string,
	{ cwd, now }: MaterialContext,
): Promise<PreparedCredentials> {
	const { loadPrepared } = await import('./load-prepared.ts');
	return loadPrepared(directory, cwd, now);
}

async function loadValid(
	{ cert, key, pass }: RawOptions,
	context: MaterialContext,
): Promise<Credential | null> {
	if (cert === undefined) return null;
	const certificate = await readInput('--cert', cert, context.cwd);
	const keys = key === undefined ? [] : [await readInput('--key', key, context.cwd)];
	const secret = await optionalSecret('--pass', pass, context);
	const files = { certificate, keys, pass: secret, keyOption: '--key' };
	return asUsage(() => loadCredential(files, context.now));
}

async function loadCa(
	{ clientCa, clientCaKey, clientCaPass }: RawOptions,
	context: MaterialContext,
): Promise<ClientCa | null> {
	if (clientCa === undefined) return null;
	const certificate = await readInput('--client-ca', clientCa, context.cwd);
	const keys =
		clientCaKey === undefined ? [] : [await readInput('--client-ca-key', clientCaKey, context.cwd)];
	const pass = await optionalSecret('--client-ca-pass', clientCaPass, context);
	const files = { certificate, keys, pass, keyOption: '--client-ca-key' };
	return asUsage(() => loadClientCa(files, context.now));
}

/** Which key belongs to which certificate is found out, so that their order does not matter. */
async function loadRefused(
	{ refusedCert = [], refusedKey = [], pass }: RawOptions,
	context: MaterialContext,
): Promise<readonly NamedCredential[]> {
	const secret = await optionalSecret('--pass', pass, context);
	const read = (option: string, paths: readonly string[]) =>
		Promise.all(paths.map((path) => readInput(option, path, context.cwd)));
	const certificates = await read('--refused-cert', refusedCert);
	const keys = await read('--refused-key', refusedKey);
	const names = refusedCert.map((path) => basename(path));
	return asUsage(() => {
		const bare = certificates.filter((file) => keysIn(file, secret).length === 0);
		if (keys.length > bare.length) {
			throw new UsageError(`${keys.length} --refused-key for ${bare.length} --refused-cert`);
		}
		return certificates.map((certificate, index) => ({
			name: distinctName(names, index),
			credential: loadCredential(
				{
					certificate,
					keys: bare.includes(certificate) ? keys : [],
					pass: secret,
					keyOption: '--refused-key',
				},
				context.now,
			),
		}));
	});
}

/** Findings are told apart by this name. */
function distinctName(names: readonly string[], index: number): string {
	const name = names[index] ?? '';
	const earlier = names.slice(0, index).filter((it) => it === name).length;
	return earlier === 0 ? name : `${name} (${earlier + 1})`;
}

/** Reads the values of `--identity`. @throws UsageError for what is no identity. */
export function loadIdentity(values: readonly string[]): Identity | null {
	if (values.length === 0) return null;
	// RFC 5280 §4.2.1.6: these three are IA5String, so ASCII.
	const odd = values.find((value) => /^(?:dns|uri|email):.*[^!-~]/su.test(value));
	if (odd !== undefined) {
		throw new UsageError(
			`--identity ${JSON.stringify(odd)}: a space or a character beyond ASCII`,
			'international names go in their ASCII form: dns:xn--…',
		);
	}
	try {
		return parseIdentity(values);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(`--identity: ${message}`, identityHint, { cause: error });
	}
}

async function optionalSecret(
	option: string,
	text: string | undefined,
	source: SecretSource,
): Promise<string | null> {
	return text === undefined ? null : readSecret(option, text, source);
}

const identityHint = 'dns:NAME, uri:URI, email:ADDRESS, cn:NAME or dn:CN=NAME,O=ORGANISATION';
