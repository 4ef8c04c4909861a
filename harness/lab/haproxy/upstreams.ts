/** The stub in place of what is behind the config's `server` lines. */
import type { UpstreamProtocol } from '../stub/upstream-stub.ts';
import { leadsTo, parseAddress } from './address.ts';
import type { Bind } from './bind.ts';
import { type ConfigLine, valuesOf } from './config.ts';
import { argumentOf, type Option, optionsOf } from './options.ts';
import { note, type Work } from './work.ts';

/** Replaces addresses; what leads to the config's own `bind` lines still does. */
export async function replaceServers(work: Work, binds: readonly Bind[]): Promise<void> {
	for (const section of work.config.sections) {
		const isProxy = section.kind === 'backend' || section.kind === 'listen';
		for (const line of section.lines) {
			const keyword = line.words[0].value;
			if (keyword === 'default-server') leaveOut(optionsOf(line.words.slice(1)), line, work);
			if (!isProxy) continue;
			if (keyword === 'server') await replaceServer(line, 2, work, binds);
			if (keyword === 'server-template') await replaceServer(line, 3, work, binds);
			// HAProxy's own way of naming where a backend goes when it has no servers.
			if (keyword === 'dispatch') await replaceServer(line, 1, work, binds);
			if (leftLines.test(valuesOf(line).join(' '))) work.draft.blank(line);
		}
	}
}

async function replaceServer(
	line: ConfigLine,
	at: number,
	work: Work,
	binds: readonly Bind[],
): Promise<void> {
	const written = line.words[at];
	if (written === undefined) return;
	const options = optionsOf(line.words.slice(at + 1));
	leaveOut(options, line, work);
	const address = parseAddress(written.value);
	const own = binds
		.flatMap(({ addresses, isTls }) => (isTls ? [] : addresses))
		.find((it) => leadsTo(address, it.address));
	const tls = binds.find(
		({ addresses, isTls }) => isTls && addresses.some((it) => leadsTo(address, it.address)),
	);
	const passesTls = tls !== undefined && !options.some(({ name }) => name === 'ssl');
	const port = own?.labPort ?? (passesTls ? tls.addresses[0].labPort : null);
	if (port !== null) {
		work.draft.replace(written, `127.0.0.1:${port}`);
		return;
	}
	const protocol: UpstreamProtocol = argumentOf(options, 'proto') === 'fcgi' ? 'fastcgi' : 'http';
	const stub = await work.ground.stub.listen(written.value, protocol);
	work.draft.replace(written, `${stub.host}:${stub.port}`);
}

function leaveOut(options: readonly Option[], line: ConfigLine, work: Work): void {
	for (const option of options) {
		const { name, argument } = option;
		const isHttp2 = name === 'proto' && argument?.value !== 'fcgi';
		if (isHttp2 || left.has(name) || name.startsWith('send-proxy')) work.draft.replace(option, '');
		if (name.startsWith('send-proxy')) {
			note(work, line, `${name} is left out: the stub does not speak the PROXY protocol`);
		}
	}
}

/** Whether a server is up, and from which address it is asked, is not what is tested. */
const leftLines =
	/^(?:option external-check|external-check|email-alert|source|load-server-state-from-file)\b/u;

/** What is said to upstreams over TLS, how they are found, and whether they are up. */
const left: ReadonlySet<string> = new Set(
	`ssl verify verifyhost sni ca-file crl-file crt alpn npn ciphers ciphersuites curves sigalgs
	client-sigalgs ssl-min-ver ssl-max-ver force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12
	force-tlsv13 no-sslv3 no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-ssl-reuse no-tls-tickets
	ssl-reuse tls-tickets renegotiate no-renegotiate allow-0rtt check check-send-proxy check-ssl
	check-alpn check-proto check-sni check-via-socks4 port addr inter fastinter downinter rise fall
	error-limit observe on-error on-marked-down on-marked-up agent-check agent-addr agent-inter
	agent-port agent-send track slowstart resolvers resolve-net resolve-opts resolve-prefer init-addr
	init-state source usesrc interface socks4 namespace proxy-v2-options set-proxy-v2-tlv-fmt ktls
	log-proto`.split(/\s+/u),
);
