/** The line that makes one connection again. Pure. */
import type { ConnectionObservation } from '../observation.ts';
import type { TlsVersion } from '../options.ts';
import { curlLine, isH2Head } from './reproduce-h2.ts';
import { type Piped, pipedRequests } from './reproduce-request.ts';
import { quote } from './shell-words.ts';

/** What a line needs to know beside the connection. */
export interface Line {
	readonly tls: TlsVersion;
	/** The run's own request. */
	readonly own: string;
	/** The names of `--header`, whose values the reader has. */
	readonly headers: readonly string[];
	/** The server_name of the run. */
	readonly servername: string | null;
	/** The folder of the credential; `null`: none is presented. */
	readonly credential: string | null;
	/** The file that a later line takes the session from. */
	readonly leaves: string | null;
	/** The file that an earlier line left the session in. */
	readonly resumes: string | null;
}

/** The line; `null` where it would show something else. */
export function connectionLine(connection: ConnectionObservation, line: Line): string | null {
	const { sent, address, plaintext, waitedMs } = connection;
	const { own, headers, leaves } = line;
	const heads = sent.heads ?? [own];
	const isChain = sent.intended.length > 1;
	// A second more, since lines are not as quick as a probe.
	const wait = waitedMs === undefined ? '' : `sleep ${Math.ceil(waitedMs / 1000) + 1}; `;
	if (heads.some(isH2Head)) {
		if (leaves !== null) return null;
		const credential = line.credential === null ? null : { folder: line.credential, isChain };
		const asked = curlLine(connection, { tls: line.tls, headers, credential });
		return asked === null ? null : `${wait}${asked}`;
	}
	const piped = pipedRequests(heads, headers);
	if (piped === null) return null;
	const client =
		plaintext === true ? plainClient(address, piped) : tlsClient(connection, line, piped);
	const fresh = leaves === null ? '' : `rm -f ${leaves}; `;
	return `${wait}${fresh}${piped.from} | ${client}`;
}

function tlsClient(
	connection: ConnectionObservation,
	{ tls, servername, credential, leaves, resumes }: Line,
	{ closes }: Piped,
): string {
	const { sent, address } = connection;
	const file = (name: string): string => quote(`${credential ?? ''}/${name}`);
	return [
		`openssl s_client -quiet${closes ? '' : ' -no_ign_eof -nocommands'}`,
		`-connect ${quote(address)}`,
		named(hasLeft(connection) ? sent.servername : servername),
		tls === 'TLSv1.3' ? '-tls1_3' : '-tls1_2',
		'-cipher DEFAULT@SECLEVEL=0',
		...(sent.sessionsById === true ? ['-no_ticket'] : []),
		// A target that ends the handshake before it gives no session to resume.
		...(resumes === null ? [] : [`$([ -s ${resumes} ] && echo -sess_in ${resumes})`]),
		...(leaves === null ? [] : [`-sess_out ${leaves}`]),
		...(credential === null ? [] : [`-cert ${file('cert.pem')} -key ${file('key.pem')}`]),
		...(credential !== null && sent.intended.length > 1
			? [`-cert_chain ${file('chain.pem')}`]
			: []),
	].join(' ');
}

/** bash has TCP of its own, which passes every octet on. */
function plainClient(address: string, { closes }: Piped): string {
	const colon = address.lastIndexOf(':');
	const host = address.slice(0, colon).replace(/^\[(.*)\]$/u, '$1');
	const open = `exec 3<>/dev/tcp/${host}/${address.slice(colon + 1)}`;
	const talk = closes ? 'cat >&3; cat <&3' : 'cat <&3 & cat >&3; kill $!';
	return `bash -c ${quote(`${open}; ${talk}`)}`;
}

/** Whether a ClientHello left, whose server_name counts then. */
function hasLeft({ sent, ending }: ConnectionObservation): boolean {
	return sent.servername !== null || !['unreachable', 'aborted', 'local'].includes(ending);
}

/** The server_name as `openssl s_client` takes it. */
export function named(servername: string | null): string {
	return servername === null ? '-noservername' : `-servername ${quote(servername)}`;
}
