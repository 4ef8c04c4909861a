import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nobodysPage, privatePage, publicPage } from '../../../fixtures/endpoints/tenant-pages.ts';
import { serverPath } from '../available.ts';
import { type RunningServer, startDaemon } from '../daemon.ts';
import { type House, nameA, nameB, openName, writeHouseFiles } from './house.ts';

export interface HaproxyHouse extends House {
	/** Denies whose `Host` is not the name that the TLS session was asked for, or ends it at once. */
	readonly checksHost?: boolean | 'closes';
	/** Whether TLS sessions can be resumed; they can unless told otherwise. */
	readonly resumes?: boolean;
	/** Refuses the handshake for names that nobody has, and without a name. */
	readonly strictSni?: boolean;
	/** Whether HTTP/2 is offered; it is unless told otherwise. */
	readonly http2?: boolean;
	/** More words for the `bind` line. */
	readonly bindOptions?: string;
	/**
	 * A second `bind` line that gives everybody the open page, on the same port of `openHost`: with
	 * ticket keys of its own, or with those of the first.
	 */
	readonly openListener?: 'own-ticket-keys' | 'same-ticket-keys';
}

/** Where the second `bind` line listens: all of 127.0.0.0/8 is loopback on Linux. */
export const openHost = '127.0.0.2';

/**
 * HAProxy with a `crt-list` that asks for client certificates by server_name and answers by `Host`.
 * As it is, it is open to who goes by one name in TLS and by another in HTTP, and up to August 2026
 * to sessions of one name that are resumed at another.
 */
export function startHaproxyHouse(house: HaproxyHouse): Promise<RunningServer> {
	return startDaemon({
		command: serverPath('haproxy') ?? 'haproxy',
		prepare(folder, port) {
			const file = join(folder, 'haproxy.cfg');
			writeFileSync(file, houseCfg(house, folder, port));
			return ['-db', '-f', file];
		},
	});
}

function houseCfg(house: HaproxyHouse, folder: string, port: number): string {
	const { checksHost = false, resumes = true, strictSni = false, http2 = true } = house;
	const { path: list, combined } = writeCrtList(house, folder);
	const isShared = house.openListener === 'same-ticket-keys';
	const sharedKeys = isShared ? `tls-ticket-keys ${writeTicketKeys(folder)}` : '';
	const openBind = `bind ${openHost}:${port} ssl crt ${combined} alpn http/1.1 ${sharedKeys}`;
	const hasOpen = house.openListener !== undefined;
	const refusal = checksHost === 'closes' ? 'reject' : 'deny deny_status 421';
	const words = [
		`crt-list ${list}`,
		strictSni && 'strict-sni',
		!resumes && 'no-tls-tickets',
		`alpn ${http2 ? 'h2,' : ''}http/1.1`,
		house.bindOptions,
		sharedKeys,
	];
	const page = (text: string, condition: string): string =>
		`http-request return status 200 content-type text/plain lf-string "${text}\\n" ${condition}`;
	const named = (name: string): string => `if { var(txn.host) -m str ${name} }`;
	return [
		'global',
		'maxconn 512',
		'log stdout format raw local0',
		...(resumes ? [] : ['tune.ssl.cachesize 0']),
		'defaults',
		'mode http',
		'log global',
		'timeout connect 5s',
		'timeout client 30s',
		'timeout server 30s',
		'frontend house',
		`bind 127.0.0.1:${port} ssl ${words.filter((word) => typeof word === 'string').join(' ')}`,
		...(hasOpen ? [openBind] : []),
		'log-format "%ST %[ssl_fc_protocol] sni=%[ssl_fc_sni] resumed=%[ssl_fc_is_resumed] used=%[ssl_c_used]"',
		'http-request set-var(txn.host) req.hdr(host),field(1,:),lower',
		...(checksHost !== false
			? [`http-request ${refusal} unless { ssl_fc_sni,lower,strcmp(txn.host) eq 0 }`]
			: []),
		...(hasOpen ? [page(publicPage(openName), `if { dst ${openHost} }`)] : []),
		page(publicPage(openName), named(openName)),
		page(privatePage(nameA, '%[ssl_c_s_dn]'), named(nameA)),
		page(privatePage(nameB, '%[ssl_c_s_dn]'), named(nameB)),
		`http-request return status 404 content-type text/plain string "${nobodysPage}\\n"`,
		'',
	].join('\n');
}

/** As many as HAProxy wants to have: the last but one is used. */
function writeTicketKeys(folder: string): string {
	const path = join(folder, 'ticket-keys');
	const keys = Array.from({ length: 3 }, () => randomBytes(48).toString('base64'));
	writeFileSync(path, `${keys.join('\n')}\n`, { mode: 0o600 });
	return path;
}

/** The first line is for those who name nobody, unless `strict-sni` is on. */
function writeCrtList(house: House, folder: string): { path: string; combined: string } {
	const { combined, clientCa, clientCaB } = writeHouseFiles(folder, house);
	const path = join(folder, 'crt-list');
	const lines = [
		`${combined} ${openName}`,
		`${combined} [verify required ca-file ${clientCa}] ${nameA}`,
		`${combined} [verify required ca-file ${clientCaB}] ${nameB}`,
	];
	writeFileSync(path, `${lines.join('\n')}\n`);
	return { path, combined };
}
