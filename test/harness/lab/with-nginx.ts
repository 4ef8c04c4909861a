import type { Lab, LabGround } from '../../../harness/lab/lab.ts';
import { startNginx } from '../../../harness/lab/nginx/start-nginx.ts';
import type { UpstreamStub } from '../../../harness/lab/stub/upstream-stub.ts';
import { serverPath } from '../../servers/available.ts';
import { withLab } from './with-lab.ts';

interface NginxOrder {
	readonly folder: string;
	/** Below the folder. */
	readonly config: string;
	/** In place of the stub. */
	readonly upstream?: UpstreamStub;
}

/** Starts nginx with that config for as long as it is used. */
export function withNginx<T>(
	{ folder, config, upstream }: NginxOrder,
	use: (lab: Lab, ground: LabGround) => Promise<T>,
): Promise<T> {
	const different = {
		cwd: folder,
		binary: serverPath('nginx'),
		...(upstream === undefined ? {} : { stub: upstream }),
	};
	return withLab((ground) => startNginx(ground, config), different, use);
}
