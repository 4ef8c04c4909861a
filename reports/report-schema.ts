/** The JSON report (schemaVersion 1): what it holds, and how a saved one is read again. */
import { z } from 'zod';
import type { Run } from '../harness/finding.ts';
import { certificateSchema, observationSchema } from './observation-schema.ts';
import { alertSchema, text, whole } from './schema-parts.ts';
import { waiverSchema, waiverUseSchema } from './waiver-schema.ts';

const severitySchema = z.enum(['info', 'low', 'medium', 'high', 'critical']);

const citationSchema = z
	.object({
		section: z.union([
			z.templateLiteral(['RFC ', z.number(), ' §', z.string()]),
			z.templateLiteral(['X.690 §', z.string()]),
			z.templateLiteral(['X509-SVID §', z.string()]),
			z.templateLiteral(['SPIFFE-ID §', z.string()]),
			z.templateLiteral(['NIST ', z.string()]),
			z.templateLiteral(['Policy ', z.string()]),
		]),
		quote: text,
	})
	.readonly();

/** Field for field what `Finding` says, in the order in which it is written. */
export const findingSchema = z.object({
	id: text,
	title: text,
	family: text,
	level: z.enum(['MUST', 'SHOULD', 'MAY']),
	severity: severitySchema,
	target: text,
	servername: text,
	tls: z.enum(['TLSv1.2', 'TLSv1.3']).nullable(),
	path: text,
	instance: text.nullable(),
	expected: z.enum(['accept', 'reject', 'either']),
	verdict: z.enum(['accept', 'reject', 'inconclusive']).nullable(),
	outcome: z.enum(['conforms', 'deviates', 'waived', 'skipped', 'inconclusive']),
	fails: z.boolean(),
	standing: z
		.object({ kind: z.enum(['weaker', 'as-before', 'not-comparable']), alone: z.boolean() })
		.readonly()
		.exactOptional(),
	waiver: waiverSchema.readonly().exactOptional(),
	layer: z.enum(['tcp', 'tls', 'http']).nullable(),
	alert: alertSchema.nullable(),
	code: text.nullable(),
	status: whole.nullable(),
	reason: text.nullable(),
	reference: text.nullable(),
	twin: text.nullable(),
	sent: z.object({ certificates: whole, sha256: z.array(text).readonly() }).readonly(),
	why: text,
	fix: text,
	affected: text.nullable().default(null),
	cites: z.array(citationSchema).readonly(),
	alerts: z.array(text).readonly(),
	reproduce: z.array(text).readonly(),
	observation: observationSchema.nullable(),
	message: text,
	durationMs: z.number().min(0),
});

const locationSchema = z
	.object({
		path: text,
		written: text,
		where: text,
		access: z.enum(['protected', 'open', 'same-for-everybody', 'closed', 'unknown']),
		because: text,
		tested: z.boolean(),
	})
	.readonly();

const conclusionSchema = z.enum(['conforms', 'deviates', 'inconclusive']);

const summarySchema = z.object({
	planned: whole,
	conforms: whole,
	deviates: whole,
	waived: whole,
	skipped: whole,
	inconclusive: whole,
	fails: whole,
});

const targetSchema = z.object({
	url: text,
	name: text.exactOptional(),
	kind: z.literal('server'),
	address: text,
	limits: z.array(text).readonly(),
	summary: summarySchema.readonly().exactOptional(),
	conclusion: conclusionSchema.exactOptional(),
	durationMs: z.number().min(0).exactOptional(),
	locations: z.array(locationSchema).readonly().exactOptional(),
});

const changeSchema = z
	.object({
		kind: z.enum(['weaker', 'stronger', 'other']),
		id: text,
		title: text,
		target: text,
		servername: text,
		path: text,
		instance: text.nullable(),
		tls: z.array(z.enum(['TLSv1.2', 'TLSv1.3'])).readonly(),
		before: text,
		after: text,
		says: text,
		failing: z.boolean(),
	})
	.readonly();

const comparisonSchema = z
	.object({
		base: text,
		changes: z.array(changeSchema).max(200_000).readonly(),
		notCompared: whole,
	})
	.readonly();

/** The whole report. Unknown fields are let through: fields may be added, none is renamed. */
export const runSchema = z.object({
	schemaVersion: z.literal(1),
	tool: z.object({ name: text, version: text }).readonly(),
	runtime: z.object({ node: text, openssl: text }).readonly(),
	targets: z.array(targetSchema.readonly()).readonly(),
	startedAt: z.iso.datetime({ offset: true }),
	durationMs: z.number().min(0),
	interrupted: z.boolean(),
	shard: z
		.object({ index: whole, count: whole, plan: text, failOn: severitySchema })
		.readonly()
		.exactOptional(),
	profile: z.enum(['default', 'rfc5280', 'ndcpp', 'spiffe']).default('default'),
	lab: z
		.object({ source: text, notes: z.array(text).readonly() })
		.readonly()
		.exactOptional(),
	conclusion: conclusionSchema,
	waivers: z
		.object({ file: text, entries: z.array(waiverUseSchema).readonly() })
		.readonly()
		.exactOptional(),
	comparison: comparisonSchema.exactOptional(),
	summary: summarySchema.readonly(),
	hints: z.array(text).readonly(),
	leftOut: whole.exactOptional(),
	certificates: z.record(text, certificateSchema.readonly()).readonly().exactOptional(),
	findings: z.array(findingSchema.readonly()).max(10_000_000).readonly(),
}) satisfies z.ZodType<Run>;

/** The published JSON Schema (2020-12) of the report. */
export function reportJsonSchema(): Record<string, unknown> {
	const { $schema, ...body } = z.toJSONSchema(runSchema, {
		io: 'input',
		// It says that a server would ignore the value; zod sets it for every `readonly()`.
		override: ({ jsonSchema }) => {
			delete jsonSchema.readOnly;
		},
	});
	return {
		$schema,
		$id: 'urn:mtls-gauntlet:schema:report:1',
		title: 'mtls-gauntlet report',
		description: 'One run against a target. Fields may be added; none is renamed or removed.',
		...body,
	};
}
