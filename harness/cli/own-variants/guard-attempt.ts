import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Attempt, Connection } from '../../../fixtures/attempt.ts';
import { CannotBuild } from '../../../fixtures/cannot-build.ts';
import { AttemptFailed } from '../../../fixtures/own-variant.ts';
import type { Materials, ProbeVariant } from '../../../fixtures/variant.ts';

/**
 * The attempt of a user's variant, held to what a probe relies on.
 * @throws AttemptFailed when it throws, does not end, or gives something else than connections.
 */
export function guardAttempt(
	{ attempt, presentsIssuerKey }: Pick<ProbeVariant, 'attempt' | 'presentsIssuerKey'>,
	limitMs = 60_000,
): ProbeVariant['attempt'] {
	return async (materials) => {
		try {
			const made = parseAttempt(await inTime(async () => attempt(materials), limitMs));
			holdToListeners(made, materials);
			if (presentsIssuerKey !== true) holdToOtherKeys(made, materials);
			return made;
		} catch (error) {
			if (error instanceof AttemptFailed) throw error;
			const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
			// The user's module may have got the class from another copy of this package.
			if (error instanceof Error && error.name === 'CannotBuild') throw new CannotBuild(message);
			throw new AttemptFailed(`its attempt threw: ${message.slice(0, 500)}`);
		}
	};
}

/** Whether an address may be tested was asked of the target and of `--listener` alone. */
function holdToListeners(made: Attempt, { tlsListener, plainListener }: Partial<Materials>): void {
	const given = [tlsListener, plainListener];
	for (const { listener } of made) {
		if (listener === undefined) continue;
		if (given.some((it) => it?.host === listener.host && it.port === listener.port)) continue;
		throw new AttemptFailed(
			'its attempt names a listener that is not the one of tlsListener or plainListener',
		);
	}
}

/** `pki` writes what is presented to disk, and the key of the user's CA is not to be there. */
function holdToOtherKeys(made: Attempt, { issuer }: Partial<Materials>): void {
	if (issuer === undefined) return;
	const own = publicKeyOf(issuer.key);
	if (own === null) return;
	if (!made.some(({ credential: it }) => it !== null && publicKeyOf(it.key) === own)) return;
	throw new AttemptFailed(
		'its attempt presents the key of issuer itself: presentsIssuerKey: true says so beforehand',
	);
}

/** `null` for what only looks like a key. */
function publicKeyOf(key: string | KeyObject): string | null {
	try {
		return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
	} catch {
		return null;
	}
}

/** Nothing else would end a promise that is never kept. */
async function inTime<T>(work: () => Promise<T>, limitMs: number): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() => reject(new AttemptFailed(`its attempt did not end within ${limitMs} ms`)),
			limitMs,
		);
	});
	try {
		return await Promise.race([work(), late]);
	} finally {
		clearTimeout(timer);
	}
}

function parseAttempt(it: unknown): Attempt {
	const result = attemptSchema.safeParse(it);
	const [issue] = result.error?.issues ?? [];
	if (issue !== undefined) {
		const where = issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
		throw new AttemptFailed(`its attempt gave no connections: ${issue.message}${where}`);
	}
	const [first, ...others] = it as Attempt;
	return [withBuffers(first), ...others.map(withBuffers)];
}

/** Any view of octets will do; what is compared with the wire are Buffers. */
function withBuffers(connection: Connection): Connection {
	const { credential } = connection;
	if (credential === null) return connection;
	const chain = credential.chain.map((it) => Buffer.from(it.buffer, it.byteOffset, it.byteLength));
	return { ...connection, credential: { ...credential, chain } };
}

const octets = z.custom<Buffer>(
	(it) => ArrayBuffer.isView(it) && it.byteLength > 0,
	'expected the DER of a certificate',
);
const key = z
	.string({ error: 'expected a private key as PEM' })
	.regex(/-----BEGIN [A-Z ]*PRIVATE KEY-----/u, 'expected a private key as PEM');
const credential = z.object(
	{ chain: z.array(octets, { error: 'expected a list of DER' }).min(1, 'an empty chain'), key },
	{ error: 'expected a credential, or null' },
);
const text = z.string({ error: 'expected text' });
const request = z.strictObject({
	method: text.optional(),
	target: text.optional(),
	hosts: z.array(text).optional(),
	authority: text.optional(),
	lines: z.array(text).optional(),
});
const connection = z.strictObject(
	{
		credential: credential.nullable(),
		resume: z.enum(['previous', 'first']).optional(),
		servername: text.nullable().optional(),
		requests: z.array(request).min(1).optional(),
		protocol: z.literal('h2').optional(),
		sessions: z.literal('by-id').optional(),
		listener: z.strictObject({ host: text, port: z.number() }).optional(),
		plaintext: z.literal(true).optional(),
		mustBeAnswered: z.literal(true).optional(),
		mustBe: z.enum(['served', 'refused', 'resumed']).optional(),
		after: z.date().optional(),
	},
	{
		error: (issue) =>
			issue.code === 'unrecognized_keys' ? undefined : 'expected what present() or connect() gives',
	},
);
const attemptSchema = z
	.array(connection, { error: 'expected what present() gives, or a list of connections' })
	.min(1, 'an empty list')
	.max(16, 'more than 16 connections');
