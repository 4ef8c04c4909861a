/** The HTTP servers of the config, on free ports of loopback. */
import { type JsonObject, isObject, objectIn, stringsIn } from './json.ts';
import { hostsOf } from './sites.ts';
import { whereOf, type Work } from './work.ts';

/** A port of the config and the one that stands for it. */
export interface Listening {
	/** Of the config; `null` where it is no TCP port. */
	readonly port: number | null;
	/** Empty: all of them. */
	readonly host: string;
	readonly labPort: number;
}

/** A server of the app `http`, edited in place. */
export interface HttpServer {
	readonly server: JsonObject;
	/** At least one. */
	readonly listening: readonly [Listening, ...Listening[]];
	readonly isTls: boolean;
}

/** All that listens for HTTP in a lab. */
export interface HttpServers {
	readonly servers: readonly HttpServer[];
	/** Where Caddy itself leads from HTTP to HTTPS, as far as it does. */
	readonly redirects: Listening;
}

/** Replaces the addresses of all servers. */
export async function replaceListeners(work: Work): Promise<HttpServers> {
	const http = objectIn(objectIn(work.config, 'apps'), 'http');
	const httpPort = typeof http['http_port'] === 'number' ? http['http_port'] : 80;
	const httpsPort = typeof http['https_port'] === 'number' ? http['https_port'] : 443;
	const servers: HttpServer[] = [];
	for (const server of Object.values(objectIn(http, 'servers')).filter(isObject)) {
		const listening: Listening[] = [];
		for (const address of stringsIn(server, 'listen')) {
			const { host, port } = parseListen(address);
			if (listening.some((it) => it.port === port)) continue;
			listening.push({ host, port, labPort: await work.port() });
		}
		const [first, ...others] = listening;
		if (first === undefined) continue;
		server['listen'] = listening.map(({ labPort }) => `127.0.0.1:${labPort}`);
		// HTTP/3 would listen on UDP, and is not tested.
		server['protocols'] = protocolsOf(server);
		delete server['experimental_http3'];
		// Where Caddy gets its certificates is not what is tested: the lab's are there.
		objectIn(server, 'automatic_https')['disable_certificates'] = true;
		delete server['logs'];
		leaveOutProxyProtocol(server, work);
		const isPlain = listening.every(({ port }) => port === httpPort);
		servers.push({ server, listening: [first, ...others], isTls: !isPlain && speaksTls(server) });
	}
	const all = servers.flatMap(({ listening }) => listening);
	const plain = all.find(({ port }) => port === httpPort);
	const redirects = plain ?? { host: '', port: httpPort, labPort: await work.port() };
	http['http_port'] = redirects.labPort;
	http['https_port'] = all.find(({ port }) => port === httpsPort)?.labPort ?? (await work.port());
	return { servers, redirects };
}

/** Automatic HTTPS makes TLS of what has names, unless it is told not to. */
function speaksTls(server: JsonObject): boolean {
	if (Array.isArray(server['tls_connection_policies'])) return true;
	const automatic = objectIn(server, 'automatic_https');
	const skipped = new Set(stringsIn(automatic, 'skip'));
	return automatic['disable'] !== true && hostsOf(server).some((host) => !skipped.has(host));
}

function protocolsOf(server: JsonObject): readonly string[] {
	const written = stringsIn(server, 'protocols').filter((it) => it !== 'h3');
	return written.length > 0 ? written : ['h1', 'h2'];
}

/** `tcp/host:port`, `:port`, `host:first-last`, `unix//path`. */
function parseListen(address: string): { readonly host: string; readonly port: number | null } {
	const bare = address.replace(/^(?:tcp|udp)[46]?\//u, '');
	const [, host = '', port] = /^(.*?):(\d+)(?:-\d+)?$/u.exec(bare) ?? [];
	return { host: host.replaceAll(/^\[|\]$/gu, ''), port: port === undefined ? null : Number(port) };
}

function leaveOutProxyProtocol(server: JsonObject, work: Work): void {
	const wrappers = server['listener_wrappers'];
	if (!Array.isArray(wrappers)) return;
	const kept = wrappers.filter((it) => !isObject(it) || it['wrapper'] !== 'proxy_protocol');
	if (kept.length === wrappers.length) return;
	server['listener_wrappers'] = kept;
	work.notes.push(
		`${whereOf(work, 'proxy_protocol')}: proxy_protocol is left out: the PROXY protocol is not tested`,
	);
}
