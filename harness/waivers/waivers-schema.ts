/** What a waivers file may say. */
import { z } from 'zod';

const notStatus = { error: 'expected an HTTP status, or null for none' };
const httpStatus = z.int(notStatus).min(100, notStatus).max(999, notStatus);

/** Field for field what an entry says, before any of it is understood. */
export const waiverEntrySchema = z.strictObject({
	id: line(300).describe('Id or family of a variant, or a glob over ids: validity/*'),
	target: line(2000)
		.describe('URL of the target, or a glob of it; without one every target')
		.exactOptional(),
	path: line(2000).describe('Path, or a glob of it; without one every path').exactOptional(),
	tls: z
		.literal(['1.2', '1.3', 'TLSv1.2', 'TLSv1.3', 1.2, 1.3], { error: 'expected 1.2 or 1.3' })
		.describe('TLS version; without one every version')
		.exactOptional(),
	reason: line(2000).describe('Why it is tolerated, and who says so'),
	expires: z.iso
		.date({ error: 'expected a day of the calendar: YYYY-MM-DD' })
		.describe('YYYY-MM-DD: the last day on which it holds, UTC'),
	observed: z
		.strictObject(
			{
				verdict: z.enum(['accept', 'reject'], { error: 'expected accept or reject' }),
				layer: z.enum(['tcp', 'tls', 'http'], { error: 'expected tcp, tls or http' }),
				alert: z
					.union([line(100), z.int().min(0).max(255), z.null()], {
						error: 'expected the name or number of a TLS alert, or null for none',
					})
					.describe('Name or number of the TLS alert; null: none'),
				code: orNull(line(300)).describe('What the runtime reported; null: nothing'),
				status: orNull(httpStatus).describe('HTTP status; null: none'),
				reason: orNull(line(2000)).describe('What the target itself said; null: nothing'),
			},
			{ error: ({ code }) => (code === 'invalid_type' ? 'expected what was seen' : undefined) },
		)
		.partial()
		.refine((it) => Object.keys(it).length > 0, { error: 'names nothing that was seen' })
		.meta({ minProperties: 1 })
		.describe('What was seen when it was written: a deviation that looks different is not covered')
		.exactOptional(),
});

/** An entry as a file has it. */
export type WaiverEntry = z.infer<typeof waiverEntrySchema>;

/** The published JSON Schema (2020-12) of a waivers file. */
export function waiversJsonSchema(): Record<string, unknown> {
	const { $schema, ...body } = z.toJSONSchema(z.array(waiverEntrySchema), { io: 'input' });
	return {
		$schema,
		$id: 'urn:mtls-gauntlet:schema:waivers:1',
		title: 'mtls-gauntlet waivers',
		description: 'Known deviations, each with a reason and a last day (--waivers).',
		...body,
	};
}

/** A text that says something. */
function line(longest: number): z.ZodString {
	return z
		.string({ error: 'expected text' })
		.regex(/\S/u, { error: 'is empty' })
		.max(longest, { error: `is longer than ${longest} characters` });
}

function orNull<T extends z.ZodType>(schema: T): z.ZodNullable<T> {
	return schema.nullable();
}
