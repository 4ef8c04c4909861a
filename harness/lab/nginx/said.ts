/** nginx's own words: the access log of the lab. */
import { textOf } from '../config/on-this-machine.ts';
import type { Said } from '../lab.ts';

/**
 * Reads the lines of the lab's format: the client's port, seconds since the epoch, and
 * `$ssl_client_verify`. What says SUCCESS, and what had no TLS, is no reason.
 */
export function readSaid(file: string): readonly Said[] {
	return (textOf(file) ?? '').split('\n').flatMap((line): Said[] => {
		const [, port = '', seconds = '', reason = ''] =
			/^(\d+) (\d+\.\d+) (FAILED:.*|NONE)$/u.exec(line) ?? [];
		if (reason === '') return [];
		return [{ port: Number(port), at: Math.round(Number(seconds) * 1000), reason }];
	});
}
