/** The lines that show a finding by hand. Pure. */
import type { Observation } from './observation.ts';
import type { Offer } from '../fixtures/variant.ts';
import { offerTerms } from './offer-terms.ts';
import { addressText } from './probe/observe.ts';
import type { RunOptions, TlsVersion } from './options.ts';
import type { PlannedProbe } from './plan.ts';

/** The folder that the lines write to. */
const folder = 'mtls-repro';

/**
 * A line that writes the credential and an `openssl s_client` line that presents it; two of the
 * latter where the variant resumes a session. None where the materials live in this process only.
 */
export function reproduction(
	{ variant, instance }: PlannedProbe,
	observation: Observation | null,
	{ target, reproduceFrom, method }: RunOptions,
	{ address, tls, path }: ReproducedPlace,
): readonly string[] {
	const last = observation?.connections.at(-1);
	if (reproduceFrom === null || last === undefined || instance !== null) return [];
	const head = [
		`${method} ${path} HTTP/1.1`,
		`Host: ${authority(target)}`,
		'Connection: close',
		'',
		'',
	];
	const client = [
		`printf ${quote(head.map(printfFormat).join('\\r\\n'))} | openssl s_client -quiet`,
		`-connect ${quote(addressText(address))}`,
		target.servername === null ? '-noservername' : `-servername ${quote(target.servername)}`,
		tls === 'TLSv1.3' ? '-tls1_3' : '-tls1_2',
		'-cipher DEFAULT@SECLEVEL=0',
	].join(' ');
	if (observation?.connections.length !== 1) {
		const session = `${folder}.session`;
		// A target that ends the first handshake gives no session to resume.
		const resume = `$([ -s ${session} ] && echo -sess_in ${session})`;
		return [`rm -f ${session}; ${client} -sess_out ${session}`, `${client} ${resume}`];
	}
	const certificates = last.sent.intended.length;
	if (certificates === 0) return [client];
	const from = reproduceFrom.kind === 'directory' ? reproduceFrom.path : folder;
	const file = (name: string): string => quote(`${from}/${variant.id}/${name}`);
	const chain = certificates > 1 ? ` -cert_chain ${file('chain.pem')}` : '';
	const present = `${client} -cert ${file('cert.pem')} -key ${file('key.pem')}${chain}`;
	if (reproduceFrom.kind === 'directory') return [present];
	// `pki` does not write the user's own key down.
	if (variant.presentsIssuerKey === true) return [];
	const flags = reproduceFrom.flags.map(quote);
	return [['mtls-gauntlet pki', folder, '--only', variant.id, ...flags].join(' '), present];
}

/** The line that makes the same offer and prints a ServerHello if one comes; none where no other lines are given either. */
export function reproduceOffer(
	offer: Offer,
	{ target, reproduceFrom }: RunOptions,
	address: ReproducedPlace['address'],
): readonly string[] {
	if (reproduceFrom === null) return [];
	const client = `${connecting(target, address)} ${offerTerms[offer].flags} -msg`;
	return [`${client} </dev/null 2>/dev/null | grep -w ServerHello`];
}

function connecting(
	{ servername }: RunOptions['target'],
	address: ReproducedPlace['address'],
): string {
	const named = servername === null ? '-noservername' : `-servername ${quote(servername)}`;
	return `openssl s_client -connect ${quote(addressText(address))} ${named}`;
}

interface ReproducedPlace {
	readonly address: { readonly host: string; readonly port: number };
	readonly tls: TlsVersion;
	readonly path: string;
}

/** Host and port as `Host` has them: without the port where it is the usual one. */
export function authority({ host, port }: RunOptions['target']): string {
	const name = host.includes(':') ? `[${host}]` : host;
	return port === 443 ? name : `${name}:${port}`;
}

/** What `printf` prints as the text itself. */
function printfFormat(text: string): string {
	return text.replaceAll(/[\\%]/gu, '$&$&');
}

function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
