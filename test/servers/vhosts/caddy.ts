import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privatePage, publicPage } from '../../../fixtures/endpoints/tenant-pages.ts';
import { serverPath } from '../available.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { type House, nameA, nameB, openName, writeHouseFiles } from './house.ts';

export interface CaddyHouse extends House {
	/**
	 * `strict_sni_host`: refuses whose `Host` is not the name that TLS was asked for (421). Caddy's own
	 * default is on where a site asks for client certificates.
	 */
	readonly strictSniHost?: boolean;
}

/** Caddy with three sites. */
export function startCaddyHouse(house: CaddyHouse): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('caddy') ?? 'caddy',
		prepare(folder, port) {
			const file = join(folder, 'Caddyfile');
			writeFileSync(file, houseFile(house, folder, port));
			return ['run', '--config', file, '--adapter', 'caddyfile'];
		},
	});
}

function houseFile(house: CaddyHouse, folder: string, port: number): string {
	const files = writeHouseFiles(folder, house);
	const { strictSniHost } = house;
	const site = (name: string, page: string, clientCa: string | null): string[] => [
		`https://${name}:${port} {`,
		'bind 127.0.0.1',
		`tls ${files.certificate} ${files.key} {`,
		...(clientCa === null
			? []
			: ['client_auth {', 'mode require_and_verify', `trusted_ca_cert_file ${clientCa}`, '}']),
		'}',
		`respond "${page}" 200`,
		'}',
	];
	return [
		'{',
		'admin off',
		'auto_https disable_redirects',
		`storage file_system ${folder}/storage`,
		...(strictSniHost === undefined
			? []
			: ['servers {', `strict_sni_host ${strictSniHost ? 'on' : 'insecure_off'}`, '}']),
		'}',
		...site(openName, publicPage(openName), null),
		...site(nameA, privatePage(nameA, '{http.request.tls.client.subject}'), files.clientCa),
		...site(nameB, privatePage(nameB, '{http.request.tls.client.subject}'), files.clientCaB),
		'',
	].join('\n');
}
