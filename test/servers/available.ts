/** Tests that need a server of the machine: run, visibly skipped, or failed where it must be there. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'mocha';

export type ServerName =
	| 'nginx'
	| 'haproxy'
	| 'apache2'
	| 'stunnel4'
	| 'hitch'
	| 'lighttpd'
	| 'caddy'
	| 'gnutls-serv'
	| 'java'
	| 'openssl'
	| 'curl'
	| 'xmllint'
	| 'prove'
	| 'pre-commit'
	| 'chromium';

/** Where the command is; `null` when it is not installed. */
export function serverPath(name: ServerName): string | null {
	// Debian keeps servers in sbin folders, which are not on everybody's PATH.
	const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
	const found =
		folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
	// Debian packs lighttpd's TLS apart, and Java without the compiler that runs a source file.
	if (name === 'lighttpd' && !existsSync('/usr/lib/lighttpd/mod_openssl.so')) return null;
	return name === 'java' && !folders.some((it) => existsSync(join(it, 'javac'))) ? null : found;
}

export function serverAvailable(name: ServerName): boolean {
	return serverPath(name) !== null;
}

/** Whether tests without it fail: with `CI=true`, but for servers that not every system packs. */
export function mustBeThere(name: ServerName): boolean {
	return process.env['CI'] === 'true' && required.includes(name);
}

/**
 * A `describe` whose tests run a real server. Where the server is not installed there is one test
 * in its place: pending, or failed where it must be there.
 */
export function describeWithServer(name: ServerName, title: string, body: () => void): void {
	if (serverAvailable(name)) {
		describe(title, body);
		return;
	}
	describe(title, () => {
		it(`needs ${name}, which is not installed`, function missing() {
			if (mustBeThere(name)) throw new Error(`${name} is not installed`);
			this.skip();
		});
	});
}

/** Like `required` of scripts/setup.mjs. */
const required: readonly ServerName[] = [
	'nginx',
	'haproxy',
	'apache2',
	'openssl',
	'curl',
	'xmllint',
	'chromium',
];
