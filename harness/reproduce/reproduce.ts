/** The lines that show a finding by hand. Pure. */
import type { ConnectionObservation, Observation } from '../observation.ts';
import type { OwnVariant } from '../../fixtures/own-variant.ts';
import type { Offer } from '../../fixtures/variant.ts';
import { offerTerms } from '../offer-terms.ts';
import { addressText } from '../probe/observe.ts';
import type { RunOptions, TlsVersion } from '../options.ts';
import type { PlannedProbe } from '../plan.ts';
import { credentialFolder } from './reproduce-credential.ts';
import { connectionLine, named } from './reproduce-line.ts';
import { quote } from './shell-words.ts';

/** The folder that the lines write to; the names of their other files begin with it. */
const folder = 'mtls-repro';

/** Where a finding was made, and what was sent there beside the attempt. */
export interface ReproducedPlace {
	readonly tls: TlsVersion;
	readonly path: string;
	/** SHA-256 of the certificates of the valid control; none where there is none. */
	readonly valid: readonly string[];
	/** The names of `--header` whose values the target was sent. */
	readonly headers: readonly string[];
}

/**
 * A line for each connection that was made, with what it sent, after one that writes the credentials.
 * None where a line would show something else, or the materials live in this process only.
 */
export function reproduction(
	{ variant }: Pick<PlannedProbe, 'variant'>,
	observation: Observation | null,
	{ target, reproduceFrom: from, method, materials, own }: RunOptions,
	place: ReproducedPlace,
): readonly string[] {
	if (from === null || observation === null) return [];
	const root = from.kind === 'directory' ? from.path : folder;
	const written = new Set<string>();
	const made = connectionsOf(observation);
	const lines = made.map((connection, index) => {
		const sha256 = connection.sent.intended;
		const question = { variant, index, sha256, from, valid: place.valid };
		const credential =
			sha256.length === 0 ? null : credentialFolder({ ...question, prepared: materials.prepared });
		if (credential === null && sha256.length > 0) return null;
		if (credential !== null) written.add(credential.id);
		return connectionLine(connection, {
			...{ tls: place.tls, headers: place.headers, servername: target.servername },
			own: ownRequest(target, method, place, connection),
			credential: credential && `${root}/${credential.path}`,
			leaves: made.some(({ sent }) => sent.sessionOf === index) ? sessionFile(index) : null,
			resumes:
				connection.sent.sessionOf === undefined ? null : sessionFile(connection.sent.sessionOf),
		});
	});
	const known = lines.filter((line) => line !== null);
	if (known.length < lines.length) return [];
	const modules = modulesOf(own.filter(({ variant: it }) => written.has(it.id)));
	// An object of the library's user stands in no file that the command line could read.
	if (from.kind === 'pki' && modules.includes(null)) return [];
	const only = [...written].flatMap((id) => ['--only', id]);
	const variants = modules.flatMap((file) => (file === null ? [] : ['--variants', quote(file)]));
	const all = [
		...(from.kind === 'directory' || written.size === 0
			? []
			: [['mtls-gauntlet pki', folder, ...only, ...variants, ...from.flags.map(quote)].join(' ')]),
		...known,
	];
	// What lasts for seconds must be typed in at once.
	return made.some(({ waitedMs }) => waitedMs !== undefined) ? [all.join('; ')] : all;
}

function modulesOf(own: readonly OwnVariant[]): readonly (string | null)[] {
	return [...new Set(own.map(({ file }) => file))];
}

/** The line that makes the same offer and prints a ServerHello if one comes; none where no other lines are given either. */
export function reproduceOffer(
	offer: Offer,
	{ target: { servername }, reproduceFrom }: RunOptions,
	address: { readonly host: string; readonly port: number },
): readonly string[] {
	if (reproduceFrom === null) return [];
	const client = `openssl s_client -connect ${quote(addressText(address))} ${named(servername)}`;
	const flags = `${offerTerms[offer].flags} -msg`;
	return [`${client} ${flags} </dev/null 2>/dev/null | grep -w ServerHello`];
}

/** Host and port as `Host` has them: without the port where it is the usual one. */
export function authority({ host, port }: RunOptions['target']): string {
	const name = host.includes(':') ? `[${host}]` : host;
	return port === 443 ? name : `${name}:${port}`;
}

/** The file in which a connection leaves its session to a later one. */
function sessionFile(index: number): string {
	return `${folder}${index === 0 ? '' : `-${index + 1}`}.session`;
}

/** As they decided: the last one may have been made again. */
function connectionsOf({ connections, again }: Observation): readonly ConnectionObservation[] {
	return again === null ? connections : [...connections.slice(0, -1), again];
}

/** What a connection asks that bends no request. */
function ownRequest(
	target: RunOptions['target'],
	method: string,
	{ path, headers }: ReproducedPlace,
	{ sent }: ConnectionObservation,
): string {
	const given = sent.withheld === true ? [] : headers;
	return [
		`${method} ${path} HTTP/1.1`,
		`Host: ${authority(target)}`,
		'Connection: close',
		...given.map((name) => `${name}: [redacted]`),
		'',
		'',
	].join('\r\n');
}
