/** The httpd of this machine: where it is, and what it was built with. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';

/** An httpd that is installed. */
export interface Program {
	readonly path: string;
	/** `2.4.71`. */
	readonly version: string;
	/** Where relative names start from when the config names no `ServerRoot`. */
	readonly root: string;
	/** Source files of the modules that are built in: `mod_so.c`. */
	readonly builtIn: readonly string[];
	/** The folder with the modules that can be loaded; `null` where there is none. */
	readonly modules: string | null;
}

/** @throws UsageError where there is no httpd. */
export async function findProgram({
	binary,
	env,
	cwd,
}: Pick<LabGround, 'binary' | 'env' | 'cwd'>): Promise<Program> {
	const path = binary === null ? onPath(env) : named(binary, env, cwd);
	if (path === null) {
		throw new UsageError(
			binary === null
				? 'no apache2 or httpd on this machine'
				: `no such program: ${JSON.stringify(binary)}`,
			'install it (Debian: apt install apache2), or name it with --binary',
		);
	}
	const [about, list] = await Promise.all([output(path, '-V'), output(path, '-l')]);
	const root = /HTTPD_ROOT="([^"]+)"/u.exec(about)?.[1] ?? '/etc/apache2';
	return {
		path,
		version: /Apache\/(\d+(?:\.\d+)*)/u.exec(about)?.[1] ?? '2.4',
		root,
		builtIn: list.match(/\S+\.c\b/gu) ?? [],
		modules: moduleFolders(root).find((folder) => existsSync(folder)) ?? null,
	};
}

function onPath(env: LabGround['env']): string | null {
	for (const name of ['apache2', 'httpd', 'httpd2']) {
		const found = inFolders(name, env);
		if (found !== null) return found;
	}
	return null;
}

function named(binary: string, env: LabGround['env'], cwd: string): string | null {
	const path = resolve(cwd, binary);
	if (isAbsolute(binary) || binary.includes('/')) return existsSync(path) ? path : null;
	return inFolders(binary, env);
}

function inFolders(name: string, env: LabGround['env']): string | null {
	// Debian and Fedora keep servers in sbin folders, which are not on everybody's PATH.
	const folders = [
		...(env['PATH'] ?? '').split(delimiter),
		'/usr/sbin',
		'/usr/local/sbin',
		'/usr/local/apache2/bin',
	];
	const paths = folders.filter((it) => it !== '').map((folder) => join(folder, name));
	return paths.find((path) => existsSync(path)) ?? null;
}

/** It ends with an error where its own config cannot be read, and says what is asked all the same. */
function output(path: string, flag: string): Promise<string> {
	return new Promise((resolved) => {
		execFile(path, [flag], { timeout: 10_000 }, (_, stdout) => resolved(stdout));
	});
}

/** Debian, Fedora, Arch, Alpine, the container image, Homebrew. */
function moduleFolders(root: string): readonly string[] {
	return [
		'/usr/lib/apache2/modules',
		join(root, 'modules'),
		'/usr/lib64/httpd/modules',
		'/usr/lib/httpd/modules',
		'/usr/lib/apache2',
		'/usr/local/apache2/modules',
		'/opt/homebrew/lib/httpd/modules',
		'/usr/local/libexec/apache24',
	];
}
