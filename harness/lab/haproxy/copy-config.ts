/** The copy of a HAProxy config that runs in a sandbox. */
import type { Edited } from '../config/edits.ts';
import { distinctPorts } from '../start/free-port.ts';
import type { LabGround, TestedServers } from '../lab.ts';
import type { HostPort } from '../../options.ts';
import { replaceBinds } from './bind.ts';
import { readConfig } from './config.ts';
import { Draft } from './draft.ts';
import { reachable } from './guards.ts';
import { labServersOf } from './lab-servers.ts';
import { leaveOutLoadRules } from './load-rules.ts';
import { replaceLogging } from './logging.ts';
import { leadToFiles } from './named-files.ts';
import { replacePorts } from './ports.ts';
import type { HaproxyProgram } from './program.ts';
import { hostsOf } from './routes.ts';
import { createPairWriter } from './server-pairs.ts';
import { replaceSurroundings } from './surroundings.ts';
import { createTrustFiles } from './trust.ts';
import { replaceServers } from './upstreams.ts';
import { folderOf, type Work } from './work.ts';

/** What is copied, and for whom. */
export interface CopyOrder {
	readonly ground: LabGround;
	readonly program: HaproxyProgram;
	/** As the user named it. */
	readonly name: string;
	/** Absolute. */
	readonly path: string;
	readonly text: string;
}

/** A copy that can be started, and what there is to ask of it. */
export interface HaproxyCopy {
	readonly work: Work;
	readonly path: string;
	readonly edited: Edited;
	readonly servers: TestedServers;
	/** A second config, of a listener that says that HAProxy has started. */
	readonly readyPath: string;
	readonly ready: HostPort;
}

/** Writes the copy. @throws UsageError where a file that it needs cannot be read. */
export async function copyConfig({
	ground,
	program,
	name,
	path,
	text,
}: CopyOrder): Promise<HaproxyCopy> {
	const config = readConfig(text, ground.env);
	const work: Work = {
		ground,
		program,
		config,
		draft: new Draft(text),
		name,
		folder: folderOf(path),
		notes: [...config.unset].map(
			([variable, line]) =>
				`${name}:${line}: \${${variable}} is not set here: HAProxy reads nothing`,
		),
		files: new Set([path]),
		standIns: new Map(),
		lists: new Map(),
		port: distinctPorts(),
	};
	const parts = {
		work,
		trust: createTrustFiles(work),
		pair: createPairWriter(ground.sandbox, ground.authorities),
	};
	await replaceSurroundings(work);
	replaceLogging(work);
	leaveOutLoadRules(work);
	const binds = await replaceBinds(parts, (section) =>
		hostsOf(reachable(config, section), work).slice(0, 100),
	);
	replacePorts(work, binds);
	await replaceServers(work, binds);
	leadToFiles(work);
	const edited = work.draft.apply();
	const ready: HostPort = { host: '127.0.0.1', port: await work.port() };
	return {
		work,
		path: ground.sandbox.write('haproxy.cfg', edited.text),
		edited,
		servers: labServersOf(work, binds),
		readyPath: ground.sandbox.write('ready.cfg', readyConfig(ready)),
		ready,
	};
}

/** A section of its own, so that nothing of the user's reaches it. */
function readyConfig({ host, port }: HostPort): string {
	return [
		'defaults',
		'\tmode http',
		'\ttimeout client 5s',
		'\ttimeout connect 5s',
		'\ttimeout server 5s',
		'frontend mtls-gauntlet-lab',
		`\tbind ${host}:${port}`,
		'\tmonitor-uri /',
		'',
	].join('\n');
}
