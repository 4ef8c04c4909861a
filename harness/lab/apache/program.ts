/** The httpd of this machine: where it is, and what it was built with. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { LabGround } from '../lab.ts';
import { findProgram } from '../start/find-program.ts';

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
export async function findApache(
	ground: Pick<LabGround, 'binary' | 'env' | 'cwd'>,
): Promise<Program> {
	const { binary } = ground;
	const path = findProgram(ground, 'apache2', 'httpd', 'httpd2');
	const [about, list] = await Promise.all([output(path, '-V'), output(path, '-l')]);
	if (about === '') {
		throw new UsageError(
			binary === null
				? 'no apache2 or httpd on this machine'
				: `no httpd can be started: ${JSON.stringify(binary)}`,
			'install it (Debian: apt install apache2), or name it with --binary',
		);
	}
	const root = /HTTPD_ROOT="([^"]+)"/u.exec(about)?.[1] ?? '/etc/apache2';
	return {
		path,
		version: /Apache\/(\d+(?:\.\d+)*)/u.exec(about)?.[1] ?? '2.4',
		root,
		builtIn: list.match(/\S+\.c\b/gu) ?? [],
		modules: moduleFolders(root).find((folder) => existsSync(folder)) ?? null,
	};
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
