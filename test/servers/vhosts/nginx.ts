import { privatePage, publicPage } from '../../../fixtures/endpoints/tenant-pages.ts';
import { serverPath } from '../available.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { nginxArguments, nginxConf } from '../nginx-conf.ts';
import { type House, nameA, nameB, openName, writeHouseFiles } from './house.ts';

export interface NginxHouse extends House {
	/** Who answers to names that nobody has; `www.test` unless told otherwise. */
	readonly defaultName?: typeof openName | typeof nameA;
	/** Whether HTTP/2 is offered; it is unless told otherwise. */
	readonly http2?: boolean;
	/** Whether TLS 1.2 sessions have tickets; they do unless told otherwise. */
	readonly tickets?: boolean;
	/** What all three names say, in place of pages of their own. */
	readonly samePage?: string;
	/** `ssl_protocols`. */
	readonly protocols?: string;
}

/** nginx with three server blocks. */
export function startNginxHouse(house: NginxHouse): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('nginx') ?? 'nginx',
		prepare: (folder, port) => nginxArguments(folder, houseConf(house, folder, port)),
	});
}

function houseConf(house: NginxHouse, folder: string, port: number): string {
	const { defaultName = openName, http2 = true, tickets = true } = house;
	const files = writeHouseFiles(folder, house);
	const server = (name: string, page: string, clientCa: string | null): string[] => [
		'server {',
		`listen 127.0.0.1:${port} ssl${http2 ? ' http2' : ''}${name === defaultName ? ' default_server' : ''};`,
		`server_name ${name};`,
		...(clientCa === null ? [] : [`ssl_client_certificate ${clientCa};`, 'ssl_verify_client on;']),
		`location / { default_type text/plain; return 200 "${house.samePage ?? page}\\n"; }`,
		'}',
	];
	return nginxConf(
		folder,
		`ssl_protocols ${house.protocols ?? 'TLSv1.2 TLSv1.3'};`,
		`ssl_certificate ${files.certificate};`,
		`ssl_certificate_key ${files.key};`,
		'ssl_session_cache shared:house:1m;',
		`ssl_session_tickets ${tickets ? 'on' : 'off'};`,
		...server(openName, publicPage(openName), null),
		...server(nameA, privatePage(nameA, '$ssl_client_s_dn'), files.clientCa),
		...server(nameB, privatePage(nameB, '$ssl_client_s_dn'), files.clientCaB),
	);
}
