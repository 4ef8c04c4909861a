/** The part of a report from which it can be judged again. */
import { z } from 'zod';
import { alertSchema, text, whole } from './schema-parts.ts';

const ruleResult = z.enum(['match', 'mismatch', 'unevaluable']).nullable();

const handshakeSchema = z
	.object({
		version: z.enum(['TLSv1.2', 'TLSv1.3']).nullable(),
		completed: z.boolean(),
		resumed: z.boolean(),
		renegotiation: z.enum(['asked', 'not-asked', 'unreadable']).exactOptional(),
		certificateRequest: z
			.object({
				caNames: z.array(text).readonly(),
				signatureSchemes: z.array(whole).readonly(),
				certificateSchemes: z.array(whole).readonly().exactOptional(),
			})
			.readonly()
			.nullable(),
		serverSha256: text.nullable(),
		alpn: text.nullable(),
	})
	.readonly();

const hellosSchema = z
	.object({
		client: z
			.object({ version: whole, suites: z.array(whole).readonly() })
			.readonly()
			.nullable(),
		server: z.object({ version: whole, suite: whole }).readonly().nullable(),
	})
	.readonly();

const sentSchema = z
	.object({
		message: z.enum(['none', 'empty', 'certificate']),
		sha256: z.array(text).readonly(),
		intended: z.array(text).readonly(),
		usableSchemes: z.array(whole).readonly(),
		signedWith: whole.nullable().exactOptional(),
		finished: z.boolean(),
		servername: text.nullable(),
		offeredSession: z.boolean().exactOptional(),
		sessionOf: whole.exactOptional(),
		sessionsById: z.literal(true).exactOptional(),
		heads: z.array(text).readonly().exactOptional(),
		withheld: z.literal(true).exactOptional(),
	})
	.readonly();

const responseSchema = z
	.object({
		status: whole,
		headers: z.record(text, text).readonly(),
		retryAfter: z.number().min(0).nullable(),
		acceptIf: ruleResult,
		rejectIf: ruleResult,
		reason: text.nullable(),
		markers: z
			.array(z.enum(['match', 'mismatch', 'unevaluable']))
			.readonly()
			.exactOptional(),
		excerpt: text.nullable(),
		length: whole.exactOptional(),
		sketch: z.array(whole).max(256).readonly().exactOptional(),
	})
	.readonly();

const connectionSchema = z
	.object({
		address: text,
		opened: z
			.object({ port: whole, at: z.number().min(0) })
			.readonly()
			.exactOptional(),
		said: text.exactOptional(),
		ending: z.enum([
			'response',
			'alert',
			'close',
			'reset',
			'timeout',
			'unreachable',
			'not-http',
			'partial',
			'not-tls',
			'local',
			'aborted',
		]),
		alert: alertSchema.nullable(),
		code: text.nullable(),
		peerSpeaks: z.enum(['http', 'h2', 'other']).nullable(),
		handshake: handshakeSchema,
		hellos: hellosSchema.exactOptional(),
		sent: sentSchema,
		response: responseSchema.nullable(),
		earlier: z.array(responseSchema).readonly().exactOptional(),
		elsewhere: z.literal(true).exactOptional(),
		waitedMs: z.number().min(0).exactOptional(),
		plaintext: z.literal(true).exactOptional(),
		eager: z.boolean(),
		events: z
			.array(z.object({ at: z.number(), name: text, detail: text.exactOptional() }).readonly())
			.readonly(),
		durationMs: z.number().min(0),
	})
	.readonly();

/** Field for field what `Observation` says. */
export const observationSchema = z
	.object({
		connections: z.tuple([connectionSchema], connectionSchema).readonly(),
		again: connectionSchema.nullable(),
		retries: whole,
	})
	.readonly();

/** Field for field what `CertificateSummary` says. */
export const certificateSchema = z.object({
	size: whole,
	version: whole.nullable(),
	serial: text.nullable(),
	subject: text.nullable(),
	issuer: text.nullable(),
	notBefore: text.nullable(),
	notAfter: text.nullable(),
	keyAlgorithm: text.nullable(),
	signatureAlgorithm: text.nullable(),
	extensions: z.record(text, text).readonly(),
	signedBy: z.array(text).readonly().exactOptional(),
	unreadable: text.exactOptional(),
});
