/** Which shards make one run. Pure. */
import type { Run, ShardOf } from '../finding.ts';
import { UsageError } from '../usage-error.ts';

/** A saved shard. */
export interface ShardFile {
	/** As messages name it. */
	readonly label: string;
	/** Without its findings. */
	readonly run: Run;
}

/** The shards of one run, and what is to be said of those that are left out. */
export interface Shards<F extends ShardFile> {
	/** In their order. */
	readonly files: readonly F[];
	readonly notes: readonly string[];
}

/**
 * Holds saved shards to being all of one run. Of a shard that was run again the newer one counts.
 * @throws UsageError for a shard that is missing, of another run, of another version, of another day, or
 * none at all.
 */
export function shardsOfOneRun<F extends ShardFile>(files: readonly F[]): Shards<F> {
	const [first] = files;
	if (first === undefined) throw new UsageError('report merge: no part to put together');
	const known = new Map<number, F>();
	const notes: string[] = [];
	const { count } = shardOf(first);
	for (const file of files) {
		const { index } = shardOf(file);
		requireSameRun(first, file);
		const earlier = known.get(index);
		if (earlier === undefined) known.set(index, file);
		// The same run may be there in two forms.
		if (earlier === undefined || earlier.run.startedAt === file.run.startedAt) continue;
		const [older, newer] = isOlder(earlier, file) ? [earlier, file] : [file, earlier];
		known.set(index, newer);
		notes.push(
			`shard ${index}/${count} is there twice: ${newer.label} is newer than ${older.label}`,
		);
	}
	const all = Array.from({ length: count }, (_, at) => at + 1);
	const missing = all.filter((index) => !known.has(index));
	if (missing.length > 0) {
		const shown = missing.slice(0, 10).join(', ');
		const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
		throw new UsageError(
			`report merge: ${missing.length === 1 ? 'shard' : 'shards'} ${shown}${more} of ${count} missing`,
			'a run of which a part is missing says nothing of the whole',
		);
	}
	const parts = all.flatMap((index) => known.get(index) ?? []);
	requireSameTime(parts);
	return { files: parts, notes };
}

/** A part that never came must not be stood in for by what an earlier run left behind. */
function requireSameTime(files: readonly ShardFile[]): void {
	const [oldest, ...others] = files.toSorted((one, other) => begun(one) - begun(other));
	const newest = others.at(-1);
	if (oldest === undefined || newest === undefined) return;
	if (begun(newest) - begun(oldest) <= mostApartMs) return;
	throw new UsageError(
		`${oldest.label}: begun at ${oldest.run.startedAt}, and ${newest.label} at ${newest.run.startedAt}`,
		'parts of one run begin within 12 hours; remove what is left of an earlier one',
	);
}

function requireSameRun(first: ShardFile, file: ShardFile): void {
	const versions = [versionOf(first.run), versionOf(file.run)];
	if (versions[0] !== versions[1]) {
		throw new UsageError(
			`${file.label}: made by ${versions[1]}, and ${first.label} by ${versions[0]}`,
			'all shards of a run need the same version: one image, one lock file',
		);
	}
	const [one, other] = [shardOf(first), shardOf(file)];
	if (one.plan === other.plan && one.count === other.count) return;
	throw new UsageError(
		`${file.label}: a part of another run than ${first.label}`,
		one.count === other.count
			? 'their config, options or certificates differ'
			: `one of ${other.count} shards, the other of ${one.count}`,
	);
}

function shardOf({ label, run }: ShardFile): ShardOf {
	if (run.shard !== undefined) return run.shard;
	throw new UsageError(
		`${label}: not a part of a run: it was made without --shard`,
		'mtls-gauntlet report renders a whole run again',
	);
}

function versionOf({ tool, runtime }: Run): string {
	return `${tool.name} ${tool.version}, node ${runtime.node}, openssl ${runtime.openssl}`;
}

function isOlder(one: ShardFile, other: ShardFile): boolean {
	return begun(one) <= begun(other);
}

function begun({ run }: ShardFile): number {
	return Date.parse(run.startedAt);
}

/** Less than the day between two nightly runs, more than CI systems let a job wait for a runner. */
const mostApartMs = 12 * 60 * 60 * 1000;
