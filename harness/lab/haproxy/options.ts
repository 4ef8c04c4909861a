/** Keywords of `bind` and `server` lines with what belongs to them (manual §5). */
import type { Span } from '../config/edits.ts';
import type { Word } from './words.ts';

/** A keyword with what belongs to it, and where both stand. */
export interface Option extends Span {
	readonly name: string;
	/** `null` where the keyword stands alone. */
	readonly argument: Word | null;
}

/** Pairs keywords with their arguments. */
export function optionsOf(words: readonly Word[]): readonly Option[] {
	const options: Option[] = [];
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at];
		if (word === undefined) continue;
		const argument = takesArgument.has(word.value) ? (words[at + 1] ?? null) : null;
		if (argument !== null) at += 1;
		options.push({ name: word.value, argument, from: word.from, to: (argument ?? word).to });
	}
	return options;
}

/** The argument of the last option of that name. */
export function argumentOf(options: readonly Option[], name: string): string | null {
	return options.findLast((it) => it.name === name)?.argument?.value ?? null;
}

const takesArgument: ReadonlySet<string> = new Set(
	`accept-netscaler-cip addr agent-addr agent-inter agent-port agent-send alpn backlog ca-file
	ca-ignore-err ca-sign-file ca-sign-pass ca-verify-file cc check-alpn check-proto check-sni ciphers
	ciphersuites client-sigalgs cookie crl-file crt crt-ignore-err crt-list curves default-crt downinter
	ecdhe error-limit expose-fd fall fastinter gid group guid guid-prefix hash-key id idle-ping init-addr
	init-state inter interface ktls level log-bufsize log-proto max-reuse maxconn maxqueue minconn mode mss
	name namespace nbconn nice npn observe ocsp-update on-error on-marked-down on-marked-up
	pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port process proto proxy-v2-options
	quic-cc-algo quic-socket redir renegotiate resolve-net resolve-opts resolve-prefer resolvers rise
	set-proxy-v2-tlv-fmt severity-output shard shards sigalgs slowstart sni socks4 source
	ssl-max-ver ssl-min-ver tcp-md5sig tcp-ss tcp-ut thread tls-ticket-keys track uid user usesrc verify
	verifyhost weight ws`.split(/\s+/u),
);
