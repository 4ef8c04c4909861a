/** What a run against one server of a lab is told. Pure. */
import type { Rule } from '../rule.ts';
import type { RunOptions } from '../options.ts';
import type { Lab, LabServer } from './lab.ts';
import type { LabAuthorities } from './authorities.ts';
import type { LabSettings } from './lab-settings.ts';

/** Which part of a server a run is about. */
export interface RunPart {
	readonly paths: readonly string[];
	readonly openPaths: readonly string[];
	/** How that part shows whom it took for good, beside what the user said. */
	readonly acceptIf: readonly Rule[];
	/** How it turns away whom it did not, beside what the user said. */
	readonly rejectIf?: readonly Rule[];
}

/** The options of a run against that part of a server. */
export function serverRun(
	server: LabServer,
	part: RunPart,
	settings: LabSettings,
	authorities: Pick<LabAuthorities, 'trust'>,
): RunOptions {
	const { protectedPaths: _, servers: __, before, alsoAsk: ___, identity, ...rest } = settings;
	const checkedLists = before.get(server.url)?.checksLists === true;
	return {
		...rest,
		target: {
			url: server.url,
			host: server.host,
			port: server.port,
			connectTo: server.connectTo,
			servername: server.servername,
		},
		paths: part.paths,
		openPaths: part.openPaths,
		acceptIf: [...settings.acceptIf, ...part.acceptIf],
		rejectIf: [...settings.rejectIf, ...(part.rejectIf ?? [])],
		vhosts: server.vhosts,
		listeners: server.listeners,
		revocation: settings.revocation ?? server.revocation ?? (checkedLists ? 'crl' : null),
		verifyDepth: settings.verifyDepth ?? server.verifyDepth,
		// The server shows a certificate of the lab, which says nothing of the user's own.
		skip: [...settings.skip, 'server-identity'],
		materials: {
			valid: null,
			clientCa: server.clientCa,
			prepared: null,
			refused: server.refused,
			identity: identity ?? server.identity,
		},
		trust: authorities.trust,
		mayTest: { kind: 'loopback' },
		// The CA of a lab ends with it.
		reproduceFrom: null,
	};
}

/**
 * The servers of a lab that are to be tested. Where none asks for certificates, all of them are: that
 * everybody gets in is what there is to find.
 */
export function chosenServers(
	{ servers, unasked = [] }: Pick<Lab, 'servers' | 'unasked'>,
	{ servers: names, before }: Pick<LabSettings, 'servers' | 'before'>,
): readonly LabServer[] {
	const asking =
		servers.length === 0 ? unasked : [...servers, ...unasked.filter(({ url }) => before.has(url))];
	if (names.length === 0) return asking;
	return [...servers, ...unasked].filter(({ host, port }) =>
		names.some((name) => name === host || name === `${host}:${port}`),
	);
}
