/** nginx with the config of a sample, and the application itself behind it in place of a stub. */
import type { Run } from '../../harness/finding.ts';
import { serverRun } from '../../harness/lab/server-run.ts';
import type { GivenListener } from '../../harness/options.ts';
import { startRun } from '../../harness/run.ts';
import { labSettings } from '../harness/lab/with-lab.ts';
import { withNginx } from '../harness/lab/with-nginx.ts';
import { ofSample } from './start-sample.ts';

interface InFront {
	/** Folder and file of the sample. */
	readonly config: readonly [folder: string, file: string];
	/** Asked with and without a certificate. */
	readonly path: string;
	readonly openPaths?: readonly string[];
	readonly only: readonly string[];
	/** Ports of the application that others than nginx reach. */
	readonly listeners?: readonly GivenListener[];
}

/** `port`: where the application listens. Everything that nginx passes on goes there. */
export function runInFrontOf(port: number, it: InFront): Promise<Run> {
	const [folder, config] = it.config;
	const upstream = {
		listen: async () => ({ host: '127.0.0.1', port }),
		close: async () => {},
	};
	const order = { folder: ofSample(folder), config, upstream };
	return withNginx(order, async ({ servers: [server] }, { authorities }) => {
		if (server === undefined) throw new Error(`${config} asks for no certificate`);
		const settings = labSettings({ only: it.only, tls: ['TLSv1.2'] });
		const options = serverRun(
			{ ...server, listeners: it.listeners ?? [] },
			{ paths: [it.path], openPaths: it.openPaths ?? [], acceptIf: [] },
			settings,
			authorities,
		);
		return (await startRun(options, new AbortController().signal)).run;
	});
}
