/** A lab of any server: a command that is told where the PKI of the lab is. */
import { resolve } from 'node:path';
import { certificatesPem } from '../../../fixtures/pki/pem.ts';
import type { ClientCa, HostPort } from '../../options.ts';
import { UsageError } from '../../usage-error.ts';
import { isFile } from '../config/on-this-machine.ts';
import { urlOf } from '../config/url-of.ts';
import type { Lab, LabGround, LabServer } from '../lab.ts';
import { freePort } from '../start/free-port.ts';
import { isOpen } from '../start/is-open.ts';
import { endWithWords } from '../start/last-words.ts';
import { isOpenBeyondLoopback } from './beyond-loopback.ts';
import { notServing } from './explain.ts';
import { fill, placeholdersIn } from './fill.ts';
import { type PkiFolder, writePkiFolder } from './pki-folder.ts';
import { shownCommand } from './shown-command.ts';
import { waitUntilTls } from './wait-until-tls.ts';

/** What `lab exec` is told beside the command. */
export interface ExecOptions {
	/** The port of 127.0.0.1 that the server takes, where it cannot be told; `null`: a free one. */
	readonly port?: number | null;
}

/**
 * Starts the command with the PKI in its environment (`MTLS_LAB_CA` …) and in the place of its
 * placeholders (`{ca}` …), and waits until its port answers in TLS.
 * @throws UsageError when it does not come to that, with its last words.
 */
export async function startExec(
	ground: LabGround,
	command: readonly string[],
	{ port: fixed = null }: ExecOptions = {},
): Promise<Lab> {
	const { sandbox, env, cwd, startupMs, signal } = ground;
	const [program, ...args] = command;
	if (program === undefined) throw new UsageError('there is no command to run');
	const source = shownCommand(command);
	const address = { host: '127.0.0.1', port: fixed ?? (await freePort()) };
	if (await isOpen(address)) {
		throw new UsageError(
			`port ${address.port} of 127.0.0.1 is in use: somebody else would be tested`,
		);
	}
	const pki = await writePkiFolder(sandbox, ground.authorities);
	const told = new Map([...pki.told, ['host', address.host], ['port', String(address.port)]]);
	const child = sandbox.start({
		command: fill(program, told),
		args: args.map((word) => fill(word, told)),
		cwd,
		env: { ...env, ...environment(told) },
		graceMs,
	});
	// Who ends well may have left the server behind in the group, and who ends otherwise has not.
	const isOver = (): boolean => {
		const end = child.ended();
		return end !== null && !(end === 'exit code 0' && child.isGroupAlive());
	};
	const { chain, key } = pki.authority.credential().credential;
	const client = { cert: certificatesPem(chain), key };
	const readiness = await waitUntilTls(address, { startupMs, signal, client, isOver });
	if (readiness.kind !== 'ready' || isOver()) {
		const ended = child.ended();
		const isServed = isOver() && (await isOpen(address));
		await child.stop();
		throw notServing({
			source,
			port: address.port,
			readiness: readiness.kind === 'ready' ? { kind: 'over' } : readiness,
			isStarted: child.pid !== null,
			ended,
			isServed,
			output: child.output(),
			pkiFolder: pki.told.get('dir') ?? sandbox.folder,
			startupMs,
		});
	}
	const used = placeholdersIn(command, told);
	let isStopped = false;
	return {
		source: `exec -- ${source}`,
		hasOwnCertificate: true,
		servers: [labServer(address, fixed, pki.authority.clientCa, used)],
		notes: [
			...notesOf(readiness.certificate, pki, used),
			...((await isOpenBeyondLoopback(address.port)) ? [openToOthers] : []),
		],
		files: filesIn(command, cwd),
		ended: () => (isStopped || !isOver() ? null : endWithWords(child)),
		async stop() {
			isStopped = true;
			await child.stop();
		},
		// What it said is not understood.
		said: () => Promise.resolve([]),
	};
}

const openToOthers =
	'the server listens on more than loopback, with keys of the lab: {host} (MTLS_LAB_HOST) is the address to bind';

/** Containers are given 10 seconds by those who run them. */
const graceMs = 12_000;

/** `MTLS_LAB_RSA_CERT` for `rsa-cert`. */
function environment(told: ReadonlyMap<string, string>): Record<string, string> {
	return Object.fromEntries(
		[...told].map(([name, value]) => [
			`MTLS_LAB_${name.toUpperCase().replaceAll('-', '_')}`,
			value,
		]),
	);
}

function labServer(
	connectTo: HostPort,
	fixed: number | null,
	clientCa: ClientCa,
	used: ReadonlySet<string>,
): LabServer {
	// A free port is another one in each run, and says nothing.
	const port = fixed ?? 443;
	return {
		url: urlOf('https', 'localhost', port),
		host: 'localhost',
		port,
		servername: 'localhost',
		connectTo,
		where: 'the command',
		clientCa,
		refused: [],
		identity: null,
		locations: [{ path: '/', written: '/', where: 'the command', acceptIf: [] }],
		vhosts: [],
		listeners: [],
		verifyDepth: null,
		revocation: used.has('crl') ? 'crl' : null,
	};
}

function notesOf(
	shown: Buffer | null,
	{ ownCertificates }: PkiFolder,
	used: ReadonlySet<string>,
): readonly string[] {
	return [
		...(shown === null || ownCertificates.some((it) => it.equals(shown))
			? []
			: ['the server shows a certificate of its own: it does not use {cert} (MTLS_LAB_CERT)']),
		...(used.has('crl')
			? []
			: [
					'revocation is tested only where the command has {crl}, or with --revocation crl for a server that reads MTLS_LAB_CRL',
				]),
	];
}

/** The words of the command that are files: scripts, configs, Compose files. */
function filesIn(command: readonly string[], cwd: string): readonly string[] {
	return [...new Set(command.map((word) => resolve(cwd, word)).filter(isFile))];
}
