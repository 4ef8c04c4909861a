/** What users must know of a lab beyond the usual: sentences. Pure. */
import { basename } from 'node:path';
import { askedServers } from './asked-servers.ts';
import type { Report } from './message.ts';
import { type ServersOf, trustedSources } from './lab-servers.ts';
import { shortWhere } from './start-failure.ts';

/** `missing`: files that were not there. */
export function labNotes(
	of: ServersOf,
	reports: readonly Report[],
	missing: readonly string[],
): readonly string[] {
	const shown = (where: string | null): string =>
		where === null ? basename(of.script) : shortWhere(where, of.cwd);
	const notes = reports.flatMap((it) =>
		it.kind === 'note' ? [`${shown(it.where)}: ${it.text}`] : [],
	);
	for (const server of of.servers) {
		const where = shown(server.where);
		const { asks, speaks, urlPort } = server;
		if (speaks === 'tcp') {
			notes.push(`${where}: port ${urlPort} speaks neither TLS nor HTTP/1.1, and was not tested`);
		}
		if (asks === null) continue;
		if (server.asked.port === 0) {
			notes.push(
				`${where}: listens on any port; it is called https://${server.host}:${urlPort}/ here`,
			);
		}
		if (trustedSources(asks.trusts, of).length === 0) {
			notes.push(`${where}: ${trustsNoLab(asks.trusts.defaultStore)}`);
		} else if (asks.trusts.defaultStore && of.extra !== null) {
			notes.push(
				`${where}: beside the CAs of NODE_EXTRA_CA_CERTS Node trusts the public CAs that it ships and whoever has a certificate of one: no lab can make such a certificate, and none was presented here`,
			);
		}
		if (asks.pfx) {
			notes.push(
				`${where}: Node trusts the CAs that a .pfx brings: a CA of the lab stood for those of this one, whether it has any or not`,
			);
		}
		if (asks.callback) {
			notes.push(
				`${where}: an SNICallback chooses by name; what it does for other names than ${server.host} was not tested`,
			);
		}
	}
	for (const late of askedServers(reports)) {
		if (of.servers.some(({ port, urlPort }) => port === late.port || urlPort === late.urlPort))
			continue;
		notes.push(
			`${shown(late.where)}: began to listen on port ${late.urlPort} later, and was not tested`,
		);
	}
	if (missing.length > 0) {
		notes.push(`not there, so that files of the lab were read instead: ${missing.join(', ')}`);
	}
	if (of.servers.some(({ asks }) => asks !== null)) notes.push(routesAreCode);
	return [...new Set(notes)];
}

const routesAreCode =
	'no lab can read the routes of a script: beside / only what --path, --protected and --open name was asked';

function trustsNoLab(isDefault: boolean): string {
	return isDefault
		? 'asks for certificates without `ca`, so that Node trusts the public CAs that it ships and whoever has a certificate of one: no lab can make such a certificate, and none of its own is accepted here'
		: 'its `ca` is empty, so that nobody is trusted';
}
