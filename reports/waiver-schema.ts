/** What the report says of waivers. */
import { z } from 'zod';
import { text, whole } from './schema-parts.ts';

/** Field for field what `FindingWaiver` says. */
export const waiverSchema = z.object({
	entry: whole,
	id: text,
	reason: text,
	expires: z.iso.date(),
});

const observedSchema = z
	.object({
		verdict: z.enum(['accept', 'reject']).exactOptional(),
		layer: z.enum(['tcp', 'tls', 'http']).exactOptional(),
		alert: text.nullable().exactOptional(),
		code: text.nullable().exactOptional(),
		status: whole.nullable().exactOptional(),
		reason: text.nullable().exactOptional(),
	})
	.readonly();

/** Field for field what `WaiverUse` says. */
export const waiverUseSchema = waiverSchema
	.extend({
		target: text.nullable(),
		tls: z.enum(['TLSv1.2', 'TLSv1.3']).nullable(),
		path: text.nullable(),
		observed: observedSchema.nullable(),
		waived: whole,
		covered: whole,
		expired: whole,
		changed: whole,
		conforming: whole,
		undecided: whole,
		uncovered: z.array(text).readonly(),
		seen: observedSchema.nullable(),
		absent: z.array(text).readonly(),
	})
	.readonly();
