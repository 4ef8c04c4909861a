/** What `pki --crl` adds: the revocation lists of a CA, and how a target is given them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createCrlBundle, type CrlBundle } from '../../../fixtures/pki/crl-bundle.ts';
import { deriveFrom } from '../../../fixtures/pki/derived.ts';
import { formatDistinguishedName } from '../../../fixtures/pki/distinguished-name.ts';
import {
	isSelfSigned,
	keyIdentifier,
	parseCertificate,
} from '../../../fixtures/pki/parsed-certificate.ts';
import { hoursFrom } from '../../../fixtures/pki/template.ts';
import type { Workshop } from '../../materials.ts';
import type { ClientCa } from '../../options.ts';
import { UsageError } from '../../usage-error.ts';

/**
 * The lists of a CA and of every intermediate that runs derive from it. They last as long as the CA
 * does, ten years at the most.
 * @throws UsageError when there can be no intermediate, or the CA may not sign lists.
 */
export function writeLists(
	{ certificates, key }: ClientCa,
	{ have, missing }: Workshop,
	now: Date,
): CrlBundle {
	const [certificate] = certificates;
	if (certificate === undefined || have.crl === undefined) {
		throw new UsageError(`--crl: ${missing.get('crl')?.because ?? 'there is no CA'}`);
	}
	const caKey = createPrivateKey(key);
	const parsed = parseCertificate(certificate);
	const issuer = { name: parsed.subject, keyIdentifier: keyIdentifier(parsed), key: caKey };
	const lastDay = Date.parse(new X509Certificate(certificate).validTo);
	const until = new Date(Math.min(lastDay, hoursFrom(now.getTime(), tenYears).getTime()));
	return createCrlBundle(issuer, deriveFrom(caKey), until, now.getTime());
}

/** What to do with the lists: sentences for the operator of the target. */
export function deployLists(
	directory: string,
	{ certificates }: ClientCa,
	{ ofIntermediates, nextUpdate, revokedIntermediate }: CrlBundle,
): string {
	const bundle = join(directory, 'crl/bundle.pem');
	const [certificate = Buffer.alloc(0)] = certificates;
	const ca = formatDistinguishedName(parseCertificate(certificate).subject);
	const lines = [
		`${ofIntermediates.length + 1} revocation lists in ${bundle}, good until ${nextUpdate.toISOString().slice(0, 10)}: deploy them once, and every later run with this CA key matches them`,
		`  nginx    ssl_crl ${bundle};`,
		`  Apache   SSLCARevocationFile ${bundle} and SSLCARevocationCheck chain`,
		`  HAProxy  crl-file ${bundle} on the bind line`,
		`  Node     crl: readFileSync('${bundle}', 'utf8').match(/-----BEGIN[^]*?-----END X509 CRL-----/g)`,
		`then run with --revocation crl`,
		`a target that has a list of ${ca} keeps it: give it ${join(directory, 'crl/intermediates.pem')} beside it, and have that CA revoke the serial number ${revokedIntermediate.toString('hex')}`,
	];
	if (!isSelfSigned(certificate)) {
		lines.push(`the target also needs the lists of the CAs above ${ca}: their keys are not here`);
	}
	return lines.map((line) => `${line}\n`).join('');
}

const tenYears = 10 * 8766;
