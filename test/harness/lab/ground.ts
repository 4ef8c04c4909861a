import { createLabAuthorities } from '../../../harness/lab/authorities.ts';
import type { LabGround } from '../../../harness/lab/lab.ts';
import { openSandbox } from '../../../harness/lab/sandbox/sandbox.ts';
import { createUpstreamStub } from '../../../harness/lab/stub/create-upstream-stub.ts';
import { keys } from '../lab.ts';

/** What a lab stands on, until it is closed. */
export interface OpenGround {
	readonly ground: LabGround;
	readonly close: () => Promise<void>;
}

/** Opens what a lab stands on, as `mtls-gauntlet lab` does without options but for what is given. */
export function openGround(different: Partial<LabGround>): OpenGround {
	const sandbox = openSandbox();
	const authorities = different.authorities ?? createLabAuthorities(keys);
	const stub = different.stub ?? createUpstreamStub(authorities);
	const ground: LabGround = {
		sandbox,
		authorities,
		stub,
		env: process.env,
		cwd: process.cwd(),
		binary: null,
		startupMs: 20_000,
		signal: new AbortController().signal,
		...different,
	};
	return {
		ground,
		async close() {
			await stub.close();
			await sandbox.close();
		},
	};
}
