import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes files into a folder of their own for as long as it is used. */
export async function withFiles<T>(
	files: Readonly<Record<string, string | Buffer>>,
	use: (folder: string) => T | Promise<T>,
): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-nginx-'));
	try {
		for (const [name, contents] of Object.entries(files)) {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), contents);
		}
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A whole config with these lines in `http`. */
export function inHttp(...lines: readonly string[]): string {
	return ['events {}', 'http {', ...lines, '}', ''].join('\n');
}

/** A server block that asks for client certificates. */
export function asking(name: string, ...lines: readonly string[]): string {
	return [
		`server { listen 443 ssl; server_name ${name};`,
		'ssl_certificate s.pem; ssl_certificate_key s.key;',
		'ssl_client_certificate clients.pem; ssl_verify_client on;',
		...lines,
		'}',
	].join('\n');
}
