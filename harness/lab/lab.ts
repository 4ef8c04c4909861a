/** What every kind of lab gives: a server started from the user's own config, and what to ask of it. */
import type { Identity } from '../../fixtures/pki/identity.ts';
import type { Rule } from '../rule.ts';
import type {
	ClientCa,
	GivenListener,
	GivenVhost,
	HostPort,
	NamedCredential,
	RevocationMethod,
} from '../options.ts';
import type { LabAuthorities } from './authorities.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { UpstreamStub } from './stub/upstream-stub.ts';

/** What a lab is built from. It touches nothing else. */
export interface LabGround {
	/** Everything that the server reads or writes beside its own content. */
	readonly sandbox: Sandbox;
	readonly authorities: LabAuthorities;
	/** Stands in for what is behind the server. */
	readonly stub: UpstreamStub;
	/** The environment of the harness; the server inherits it. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The folder that relative names of the command line start from. */
	readonly cwd: string;
	/** The program to start in place of the one that PATH finds; `null`: that one. */
	readonly binary: string | null;
	/** Milliseconds that the server may take until it listens. */
	readonly startupMs: number;
	/** Aborted by Ctrl-C and by the deadline. */
	readonly signal: AbortSignal;
}

/** A server that runs in a sandbox. */
export interface Lab {
	/** What was started, as `lab` was told: `nginx nginx.conf`, `node server.js`, `exec -- ./start`. */
	readonly source: string;
	/** Every part of it that asks for client certificates, in the order of the config; may be empty. */
	readonly servers: readonly LabServer[];
	/**
	 * The parts that speak TLS and ask nobody: tested where nothing asks, or where an earlier run of the
	 * same found that they did.
	 */
	readonly unasked?: readonly LabServer[];
	/** What was replaced or left out beyond the usual, and what cannot be tested: sentences with `file:line`. */
	readonly notes: readonly string[];
	/** Absolute paths of the user's files whose change is a change of the config (`--watch`). */
	readonly files: readonly string[];
	/** The server shows a certificate that it was not given: whether it is ours cannot be told by it. */
	readonly hasOwnCertificate?: true;
	/** How the server ended, with its last words; `null` while it runs. */
	ended(): string | null;
	/** Ends the server. What it said is complete then. Safe to call again. */
	stop(): Promise<void>;
	/** What the server itself said of connections, as far as it is written by now. */
	said(): Promise<readonly Said[]>;
}

/** One thing that the server said of one connection. */
export interface Said {
	/** The client's port. */
	readonly port: number;
	/** Milliseconds since the epoch at which it was said. */
	readonly at: number;
	/** Its words or code, verbatim: `FAILED:certificate has expired`, `SELF_SIGNED_CERT_IN_CHAIN`. */
	readonly reason: string;
}

/** What of a config speaks TLS, in its order. */
export interface TestedServers {
	/** Every name and port that asks for client certificates. */
	readonly asking: readonly LabServer[];
	/** Those that do not. */
	readonly unasked: readonly LabServer[];
}

/** A name and port of the server that asks for client certificates. */
export interface LabServer {
	/** As clients know it, from the config: `https://api.example.com:8443/`. The same in every run. */
	readonly url: string;
	/** Host of the URL without brackets. */
	readonly host: string;
	/** Port of the URL. */
	readonly port: number;
	readonly servername: string | null;
	/** Where it listens in the sandbox. */
	readonly connectTo: HostPort;
	/** Where it is written: `nginx.conf:12`. */
	readonly where: string;
	/** The lab CA whose clients it lets in. */
	readonly clientCa: ClientCa;
	/** Credentials of lab CAs that stand for files which it does not trust clients of. */
	readonly refused: readonly NamedCredential[];
	/** Whom it lets in, as far as the config says (a `map` of subjects); `null`: anybody of the CA. */
	readonly identity: Identity | null;
	/** Everything that it routes on its own, in the order of the config; never empty. */
	readonly locations: readonly LabLocation[];
	/** Other names of the same port. */
	readonly vhosts: readonly GivenVhost[];
	/** Other ports of the same server: `url` as the config has it, host and port as in the sandbox. */
	readonly listeners: readonly GivenListener[];
	/** Intermediates that the config allows and no more, where it says so. */
	readonly verifyDepth: number | null;
	/** `crl` where the config names a list: then the lab wrote one. */
	readonly revocation: RevocationMethod | null;
}

/** A part of the URL space that the server routes on its own. */
export interface LabLocation {
	/** A path that leads there. */
	readonly path: string;
	/** As it is written: `location ~ \.php$`. */
	readonly written: string;
	/** `nginx.conf:17`. */
	readonly where: string;
	/**
	 * How an answer shows that the client was taken for good, where the server leaves that to what is
	 * behind it (`proxy_set_header X-Verify $ssl_client_verify`); empty: by the usual rules.
	 */
	readonly acceptIf: readonly Rule[];
	/**
	 * Whether the config itself looks there at what became of the certificate (an `if` about
	 * `$ssl_client_verify`, a `Require`): then nobody is to get it without one, and it is tested also
	 * where everybody does.
	 */
	readonly isGuarded?: boolean;
}
