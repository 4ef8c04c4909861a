import { createLabAuthorities } from '../../../harness/lab/authorities.ts';
import type { Lab, LabGround } from '../../../harness/lab/lab.ts';
import type { LabSettings } from '../../../harness/lab/lab-settings.ts';
import { startNginx } from '../../../harness/lab/nginx/start-nginx.ts';
import { openSandbox } from '../../../harness/lab/sandbox.ts';
import { createUpstreamStub } from '../../../harness/lab/stub/create-upstream-stub.ts';
import type { UpstreamStub } from '../../../harness/lab/stub/upstream-stub.ts';
import { serverPath } from '../../servers/available.ts';
import { keys, runOptions } from '../lab.ts';

/** Starts nginx with that config for as long as it is used. `upstream`: in place of the stub. */
export async function withNginx<T>(
	{ folder, config, upstream }: NginxOrder,
	use: (lab: Lab, ground: LabGround) => Promise<T>,
): Promise<T> {
	const sandbox = openSandbox();
	const authorities = createLabAuthorities(keys);
	const stub = upstream ?? createUpstreamStub(authorities);
	const ground: LabGround = {
		sandbox,
		authorities,
		stub,
		env: process.env,
		cwd: folder,
		binary: serverPath('nginx'),
		startupMs: 20_000,
		signal: new AbortController().signal,
	};
	try {
		const lab = await startNginx(ground, config);
		try {
			return await use(lab, ground);
		} finally {
			await lab.stop();
		}
	} finally {
		await stub.close();
		await sandbox.close();
	}
}

interface NginxOrder {
	readonly folder: string;
	/** Below the folder. */
	readonly config: string;
	readonly upstream?: UpstreamStub;
}

/** The settings of `mtls-gauntlet lab` without any option. */
export function labSettings(different: Partial<LabSettings> = {}): LabSettings {
	return {
		...runOptions(0),
		protectedPaths: [],
		openPaths: [],
		identity: null,
		servers: [],
		protectedBefore: new Map(),
		...different,
	};
}
