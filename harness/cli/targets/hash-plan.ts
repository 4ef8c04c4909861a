/** What shards of one run have in common, and those of another do not. */
import { createHash } from 'node:crypto';
import type { Credential } from '../../../fixtures/attempt.ts';
import type { GivenMaterials, RunOptions } from '../../options.ts';
import { tool } from '../../tool.ts';
import type { OptionName, RawOptions } from '../option-table.ts';

export interface PlanHash {
	add(name: string, run: RunOptions, options: RawOptions): void;
	/** To be called once. */
	end(): string;
}

/**
 * A hash of everything that decides what is planned and how it is judged. Of what is confidential it
 * has the public part only: names of headers, fingerprints of certificates.
 */
export function hashPlan(count: number): PlanHash {
	const hash = createHash('sha256');
	const add = (value: unknown): void => void hash.update(`${JSON.stringify(value)}\n`);
	add([tool.name, tool.version, count]);
	return {
		add(name, run, options) {
			const deciding = Object.entries(options).filter(([it]) => !left.has(it));
			add([
				...[name, run.target, run.paths],
				deciding.toSorted(([one], [other]) => (one < other ? -1 : 1)),
				run.headers.map(([header]) => header.toLowerCase()),
				run.own.map(({ variant }) => variant.id),
				fingerprints(run.materials),
				// The system's own anchors may differ between the machines of one run.
				options.cacert === undefined ? null : run.trust.anchors.map(sha256),
			]);
		},
		end: () => hash.digest('hex'),
	};
}

function fingerprints({ valid, clientCa, prepared, refused }: GivenMaterials): unknown {
	const chain = (it: Credential | null): unknown => it?.chain.map(sha256) ?? null;
	return [
		chain(valid),
		clientCa?.certificates.map(sha256) ?? null,
		prepared === null ? null : [...prepared.byId].map(([id, those]) => [id, those.map(chain)]),
		refused.map(({ name, credential }) => [name, chain(credential)]),
	];
}

function sha256(der: Buffer): string {
	return createHash('sha256').update(der).digest('hex');
}

/** What only says how or where to run and to write, what is confidential, and names of files. */
const notDeciding: readonly OptionName[] = [
	...(['cert', 'key', 'pass', 'clientCa', 'clientCaKey', 'clientCaPass', 'credentials'] as const),
	...(['refusedCert', 'refusedKey', 'cacert', 'header', 'variants', 'config'] as const),
	...(['reporter', 'concurrency', 'rate', 'timeout', 'deadline', 'iMayTestThis'] as const),
	...(['target', 'targetsAtOnce', 'shard', 'shardTotal', 'ocspAddress', 'path'] as const),
];
const left = new Set<string>(notDeciding);
