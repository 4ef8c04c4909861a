/** What Caddy wrote of connections, from the lab's own log. */
import { textOf } from '../config/on-this-machine.ts';
import type { Said } from '../lab.ts';
import { isObject } from './json.ts';

/** Reads what Go's HTTP server says of handshakes that fail; other lines are none of it. */
export function saidIn(log: string): readonly Said[] {
	return log.split('\n').flatMap((line) => {
		if (!line.startsWith('{')) return [];
		const entry = parsed(line);
		if (!isObject(entry) || typeof entry['msg'] !== 'string') return [];
		const [, port, reason = ''] =
			/^http: TLS handshake error from \S+:(\d+): (.{1,500})/su.exec(entry['msg']) ?? [];
		if (port === undefined) return [];
		const at = Math.round(Number(entry['ts']) * 1000);
		return [{ port: Number(port), at, reason: inShort(reason) }];
	});
}

/** Go's words without what all of them begin with, and without times, which differ in each run. */
function inShort(reason: string): string {
	return reason
		.replace(/^tls: failed to (?:verify|parse) client certificate: /u, '')
		.replace(/current time \S+ (is (?:after|before)) \S+/u, 'current time … $1 …');
}

/** The same of a file; nothing where there is none. */
export function saidInFile(path: string): readonly Said[] {
	return saidIn(textOf(path) ?? '');
}

/** The last line may be half of one while Caddy runs. */
function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}
