/** What the preload and the harness say to each other, as JSON in files of the sandbox. */
import { z } from 'zod';

/** What the name of a missing file promises. */
const standInKind = z.enum([
	'key',
	'certificate',
	'certificate-and-key',
	'authority',
	'list',
	'pkcs12',
]);
/** What a file of the lab in place of a missing one is to hold. */
export type StandInKind = z.infer<typeof standInKind>;

/** The preload needs something at once, and the script waits for it. */
export const question = z.discriminatedUnion('kind', [
	/** The lab CA that stands for what the script trusts. `original`: its text. */
	z.object({ kind: z.literal('authority'), source: z.string(), original: z.string() }),
	/** A certificate of the server for these names. */
	z.object({
		kind: z.literal('pair'),
		names: z.array(z.string()).readonly(),
		/** Beside ECDSA: making an RSA key takes long. */
		rsa: z.boolean(),
	}),
	/** A file in place of one that is missing. */
	z.object({ kind: z.literal('stand-in'), path: z.string(), holds: standInKind }),
]);
/** What the preload asks. */
export type Question = z.infer<typeof question>;

/** The lab CA that was asked for. */
export interface AuthorityAnswer {
	readonly source: string;
	/** PEM of its certificate. */
	readonly pem: string;
	/** PEM, one list each: Node reads the first one of a text only. */
	readonly lists: readonly string[];
}

/** PEM, one for each kind of key, in the same order. */
export interface PairAnswer {
	readonly cert: readonly string[];
	readonly key: readonly string[];
}

/** The file that is read in place of the missing one. */
export interface StandInAnswer {
	/** Absolute. */
	readonly file: string;
	/** The CA whose certificate it holds. */
	readonly authority: AuthorityAnswer | null;
}

/** Whom a server, or one of its names, trusts. */
const trusting = z.object({
	/** Sources of lab CAs. */
	authorities: z.array(z.string()).readonly(),
	/** Whether the roots that Node brings are trusted, since there is no `ca` or they are in it. */
	defaultStore: z.boolean(),
	/** Whether there are revocation lists. */
	lists: z.boolean(),
});
/** Whose clients a server lets in. */
export type Trusting = z.infer<typeof trusting>;

/** A name of `addContext`. */
const namedTrust = z.object({ name: z.string(), trusts: trusting });
/** A name that trusts somebody of its own. */
export type NamedTrust = z.infer<typeof namedTrust>;

const asking = z.object({
	rejects: z.boolean(),
	trusts: trusting,
	/** In the order in which Node tries them. */
	names: z.array(namedTrust).readonly(),
	/** Whether a function of the script (`SNICallback`) chooses by name. */
	callback: z.boolean(),
	pfx: z.boolean(),
});
/** What a server does that asks for certificates. */
export type Asking = z.infer<typeof asking>;

const listening = z.object({
	kind: z.literal('listening'),
	/** As the script had it; a port of 0 is any. */
	asked: z.object({ host: z.string().nullable(), port: z.number() }),
	/** Where it is in the sandbox. */
	port: z.number(),
	speaks: z.enum(['tls', 'http', 'tcp']),
	/** Absolute path and line; `null` where no file of the user's is seen. */
	where: z.string().nullable(),
	/** `null` where it asks for no certificates. */
	asks: asking.nullable(),
});
/** A server of the script listens. */
export type Listening = z.infer<typeof listening>;

/** What the preload tells. */
export const report = z.discriminatedUnion('kind', [
	listening,
	z.object({
		kind: z.literal('connection'),
		/** The client's. */
		port: z.number(),
		/** Milliseconds since the epoch. */
		at: z.number(),
		reason: z.string(),
	}),
	/** An error that nothing caught: the process is about to end. */
	z.object({
		kind: z.literal('threw'),
		message: z.string(),
		/** The line of the user's that it came from, as path and line. */
		where: z.string().nullable(),
	}),
	z.object({ kind: z.literal('note'), where: z.string().nullable(), text: z.string() }),
]);
/** One line of what the preload tells. */
export type Report = z.infer<typeof report>;
