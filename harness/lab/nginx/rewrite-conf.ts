import type { HostPort } from '../../options.ts';
import type { TestedServers } from '../lab.ts';
import type { Bench } from './bench.ts';
import { leaveOut } from './leave-out.ts';
import { noteForgottenSsl } from './forgotten-ssl.ts';
import { noteSharedUpstreams } from './shared-upstreams.ts';
import { placeCertificates } from './place-certificates.ts';
import { placeClientCas } from './place-client-cas.ts';
import { placeCiphers, placeFiles } from './place-files.ts';
import { placeListens } from './place-listens.ts';
import { type LogFiles, placeProcess } from './place-process.ts';
import { placeRoots } from './place-roots.ts';
import { placeUpstreamTls } from './place-upstream-tls.ts';
import { placeUpstreams } from './place-upstreams.ts';
import { quoted } from './snippet.ts';
import { testedServers } from './tested-servers.ts';

/** An edited copy of a config, below the sandbox. */
export interface Rewritten {
	/** The main file of the copy. */
	readonly file: string;
	readonly servers: TestedServers;
	/** Where the copy listens for TCP. */
	readonly places: readonly HostPort[];
	readonly log: LogFiles;
}

/** Replaces what a lab has to replace, and writes the copy. */
export async function rewriteConf(bench: Bench): Promise<Rewritten> {
	const { conf, draft, ground } = bench;
	const listening = await placeListens(bench);
	noteForgottenSsl(bench, listening);
	noteSharedUpstreams(bench);
	await placeCertificates(bench);
	placeClientCas(bench);
	placeFiles(bench);
	placeCiphers(bench);
	placeRoots(bench);
	await placeUpstreams(bench, listening);
	await placeUpstreamTls(bench);
	const log = placeProcess(bench);
	leaveOut(bench);
	for (const [include, copy] of conf.includes) {
		if (copy === null) draft.remove(include);
		else draft.setArgument(include, 0, quoted(`${ground.sandbox.folder}/${copy}`));
	}
	for (const file of conf.files) ground.sandbox.write(file.copy, draft.apply(file));
	const udp = new Set(listening.listens.filter(({ isUdp }) => isUdp).map(({ address }) => address));
	return {
		file: `${ground.sandbox.folder}/${conf.main.copy}`,
		servers: testedServers(bench, listening),
		places: [...listening.places].filter(([address]) => !udp.has(address)).map(([, it]) => it),
		log,
	};
}
