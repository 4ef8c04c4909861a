/** Server configs of a repository that ask for client certificates: what `lab` can be run on. */
import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The commands of `lab` that take a file. */
export type LabKind = 'nginx' | 'haproxy' | 'apache' | 'caddy' | 'node';

export interface FoundServer {
	readonly kind: LabKind;
	/** Relative to the folder that was searched, with slashes. */
	readonly file: string;
}

export interface FoundServers {
	readonly servers: readonly FoundServer[];
	/** What was seen and is not among them: one sentence each. */
	readonly notes: readonly string[];
}

/** Looks through a folder, so deep and at so many files at the most. Links are not followed. */
export async function findServers(root: string): Promise<FoundServers> {
	const { files, isCut } = await listFiles(root);
	const seen: Seen[] = [];
	for (const file of files) {
		const kind = kindOf(file);
		if (kind !== null) seen.push({ kind, file, text: await beginning(join(root, file)) });
	}
	const mains = [...new Set(seen.filter(asks).map((it) => mainOf(it, seen)))];
	const servers = mains.filter(({ file }) => isPlain(file));
	return {
		servers: servers.slice(0, mostServers).map(({ kind, file }) => ({ kind, file })),
		notes: [
			...mains
				.filter(({ file }) => !isPlain(file))
				.map(({ file }) => `${JSON.stringify(file)}: its name cannot stand in a script; left out`),
			...servers.slice(mostServers).map(({ file }) => `${file}: left out, there are many`),
			...seen
				.filter((it) => it.kind !== 'node' && !asks(it) && !mains.includes(it) && isMain(it))
				.map(({ file }) => `${file}: nothing in it asks for client certificates; left out`),
			...(isCut ? [`only the first ${mostFiles} files were looked at`] : []),
		],
	};
}

interface Seen extends FoundServer {
	readonly text: string;
}

function kindOf(file: string): LabKind | null {
	const name = basename(file);
	if (/^haproxy.*\.cfg$/iu.test(name)) return 'haproxy';
	if (/^(?:httpd|apache2?)[^/]*\.conf$/iu.test(name)) return 'apache';
	if (name === 'Caddyfile' || name.endsWith('.caddyfile')) return 'caddy';
	if (/\.conf$/iu.test(name) || /(?:^|\/)sites-(?:available|enabled)\//u.test(file)) return 'nginx';
	return /\.[cm]?js$/u.test(name) ? 'node' : null;
}

/** Whether it says itself that clients show a certificate. */
function asks({ kind, text }: Seen): boolean {
	return asking[kind].test(text);
}

const asking: Record<LabKind, RegExp> = {
	nginx: /^[^#]*\bssl_verify_client\s+(?!off\b)\w/mu,
	haproxy: /^\s*bind\s.*\b(?:verify\s+(?:required|optional)|crt-list)\b/mu,
	apache: /^\s*SSLVerifyClient\s+(?!none\b)\w/imu,
	caddy: /\bclient_auth\b/u,
	node: /\brequestCert\s*:\s*true\b[^]*\blisten\s*\(|\blisten\s*\([^]*\brequestCert\s*:\s*true\b/u,
};

/** The whole nginx config that includes a file; the file itself where there is none above it. */
function mainOf(file: Seen, seen: readonly Seen[]): Seen {
	if (file.kind !== 'nginx' || isMain(file)) return file;
	const above = seen.filter(
		(it) => it.kind === 'nginx' && isMain(it) && isBelow(file.file, dirname(it.file)),
	);
	const nearest = above.toSorted((one, other) => other.file.length - one.file.length)[0];
	return nearest !== undefined && /(?:^|[\s;{}])include\s/u.test(nearest.text) ? nearest : file;
}

function isMain({ kind, text }: Seen): boolean {
	return kind !== 'nginx' || /(?:^|[\s;}])(?:http|stream)\s*\{/u.test(text);
}

function isBelow(file: string, folder: string): boolean {
	return folder === '.' || file.startsWith(`${folder}/`);
}

/** Other names would need quoting in YAML, in shells and in expressions of CI systems at once. */
function isPlain(file: string): boolean {
	return /^[\w@+.][\w@+./-]*$/u.test(file);
}

async function listFiles(
	root: string,
): Promise<{ readonly files: readonly string[]; readonly isCut: boolean }> {
	const files: string[] = [];
	let folders = [''];
	for (let depth = 0; depth < mostDepth && folders.length > 0; depth += 1) {
		const below: string[] = [];
		for (const folder of folders) {
			for (const entry of await entriesOf(join(root, folder))) {
				const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
				if (entry.isDirectory() && !leftOut.test(entry.name)) below.push(path);
				if (!entry.isFile()) continue;
				if (files.length === mostFiles) return { files, isCut: true };
				files.push(path);
			}
		}
		folders = below;
	}
	return { files, isCut: false };
}

/** In one order everywhere; what cannot be read holds nothing. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

async function beginning(path: string): Promise<string> {
	const file = await open(path).catch(() => null);
	if (file === null) return '';
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
		return buffer.toString('utf8', 0, bytesRead);
	} catch {
		return '';
	} finally {
		await file.close();
	}
}

const [mostDepth, mostFiles, mostBytes, mostServers] = [6, 5000, 131_072, 5];
/** Folders of others, of builds and of tests, and hidden ones. */
const leftOut = /^(?:\..*|node_modules|vendor|dist|build|out|coverage|tests?|__tests__|specs?)$/iu;
