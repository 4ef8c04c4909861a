/** The lines that show a finding by hand. Pure. */
import { addressText } from './probe/observe.ts';
import type { RunOptions, TlsVersion } from './options.ts';
import type { PlannedProbe } from './plan.ts';

/** The folder that the lines write to. */
const folder = 'mtls-repro';

/**
 * One line that writes the credential and one `openssl s_client` line that presents it; two where
 * the variant resumes a session. None where the materials live in this process only.
 */
export function reproduction(
	{ variant, instance }: PlannedProbe,
	connections: number,
	{ target, materialFlags, method }: RunOptions,
	address: { readonly host: string; readonly port: number },
	tls: TlsVersion,
	path: string,
): readonly string[] {
	if (materialFlags === undefined || instance !== null) return [];
	const head = `${method} ${path} HTTP/1.1\\r\\nHost: ${authority(target)}\\r\\nConnection: close\\r\\n\\r\\n`;
	const client = [
		`printf ${quote(head)} | openssl s_client -quiet`,
		`-connect ${quote(addressText(address))}`,
		target.servername === null ? '-noservername' : `-servername ${quote(target.servername)}`,
		tls === 'TLSv1.3' ? '-tls1_3' : '-tls1_2',
		'-cipher DEFAULT@SECLEVEL=0',
	].join(' ');
	if (connections > 1) {
		return [`${client} -sess_out ${folder}.session`, `${client} -sess_in ${folder}.session`];
	}
	if (variant.id === 'presence/no-certificate') return [client];
	const at = `${folder}/${variant.id}`;
	const pki = ['mtls-gauntlet pki', folder, '--only', variant.id, ...materialFlags.map(quote)];
	return [
		pki.join(' '),
		`${client} -cert ${at}/cert.pem -key ${at}/key.pem $([ -f ${at}/chain.pem ] && echo -cert_chain ${at}/chain.pem)`,
	];
}

/** Host and port as `Host` has them: without the port where it is the usual one. */
export function authority({ host, port }: RunOptions['target']): string {
	const name = host.includes(':') ? `[${host}]` : host;
	return port === 443 ? name : `${name}:${port}`;
}

function quote(word: string): string {
	return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
