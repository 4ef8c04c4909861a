import { request } from 'node:https';
import type { HostPort } from '../../../../harness/options.ts';

/** The text that a path is answered with. */
export function pageAt({
	host,
	port,
	name,
	path,
}: HostPort & { readonly name: string; readonly path: string }): Promise<string> {
	return new Promise((resolve, reject) => {
		request(
			{
				host,
				port,
				path,
				servername: name,
				headers: { host: name },
				rejectUnauthorized: false,
				agent: false,
			},
			(response) => {
				let text = '';
				response.setEncoding('utf8').on('data', (part: string) => {
					text += part;
				});
				response.on('end', () => resolve(text)).on('error', reject);
			},
		)
			.on('error', reject)
			.end();
	});
}
