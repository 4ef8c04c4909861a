/** What an object must be to stand in the catalogue of a run. */
import { z } from 'zod';
import { severities, type Need } from '../../../fixtures/variant.ts';
import { alertNames } from '../../alert.ts';

/** Every material by its name. */
const needs = {
	valid: true,
	issuer: true,
	intermediate: true,
	secondIntermediate: true,
	thirdIntermediate: true,
	atVerifyDepth: true,
	beyondVerifyDepth: true,
	beyondAnchorPathLen: true,
	anchor: true,
	namedIdentity: true,
	refused: true,
	crl: true,
	ocsp: true,
	otherClient: true,
	openVhost: true,
	otherVhost: true,
	openPath: true,
	tlsListener: true,
	plainListener: true,
} as const satisfies Record<Need, true>;

// Terminals, mocha titles and XML show these as they are.
const line = z
	.string({ error: 'expected text' })
	.refine((it) => it.trim() !== '', 'is empty')
	.refine((it) => it.length <= 1000, 'is longer than 1,000 characters')
	.refine((it) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(it), 'is more than one line');

const idForm = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const id = z.string({ error: 'expected an id' }).regex(idForm, {
	error: 'is not of the form family/name, in lower case and dashes',
});

const section = z
	.string({ error: 'expected text' })
	.regex(/^(?:RFC \d+ §.+|X\.690 §.+|NIST .+|X509-SVID §.+|SPIFFE-ID §.+|Policy .+)$/u, {
		error: 'names no rule: "RFC 5280 §4.1.2.5", or "Policy …" for one of your own',
	});

const level = z.enum(['MUST', 'SHOULD', 'MAY'], { error: 'is none of MUST, SHOULD, MAY' });
const severity = z.enum(severities, { error: `is none of ${severities.join(', ')}` });
const expectations = ['accept', 'reject', 'either'] as const;
const expectation = z.enum(expectations, { error: `is none of ${expectations.join(', ')}` });

const need = z.string({ error: 'expected a name' }).refine((it) => Object.hasOwn(needs, it), {
	error: ({ input }) => `${JSON.stringify(input)} is no material: ${Object.keys(needs).join(', ')}`,
});

const alertWords: readonly string[] = Object.values(alertNames);
const alert = z.string({ error: 'expected a name' }).refine((it) => alertWords.includes(it), {
	error: ({ input }) => `${JSON.stringify(input)} is no alert of the TLS registry: unknown_ca …`,
});

const rsaKeys = [
	'2048-issuer',
	'1024-issuer',
	'2048-end-entity',
	'1024-end-entity',
	'512-end-entity',
] as const;

/** The fields of a variant that a run takes up. */
export const variantSchema = z.strictObject({
	kind: z.literal('probe', { error: 'is not what defineVariant makes: only probes can be added' }),
	id,
	title: line,
	why: line,
	fix: line,
	affected: line.optional(),
	cites: z
		.array(z.strictObject({ section, quote: line }), { error: 'expected a list of rules' })
		.min(1, 'names no rule'),
	level,
	severity,
	expect: expectation,
	letter: z
		.strictObject({
			level: level.optional(),
			severity: severity.optional(),
			expect: expectation.optional(),
		})
		.optional(),
	reference: z
		.string({ error: 'expected text' })
		.regex(/^[A-Z0-9_]+$/u, 'is no OpenSSL code without X509_V_ERR_')
		.nullable(),
	alerts: z.array(alert, { error: 'expected a list of alerts' }),
	twin: id.nullable(),
	closerTwin: id.optional(),
	limit: line.optional(),
	around: id.optional(),
	seeks: z.enum(['protected-answer', 'other-vhost', 'service', 'first-answer']).optional(),
	unlike: z.array(id).optional(),
	perPath: z.literal(true).optional(),
	tls: z
		.strictObject({ versions: z.array(z.enum(['TLSv1.2', 'TLSv1.3'])).min(1), because: line })
		.optional(),
	presentsIssuerKey: z.literal(true).optional(),
	onlyWhenNamed: line.optional(),
	needs: z.array(need, { error: 'expected a list of materials' }),
	rsaKeys: z.array(z.enum(rsaKeys)).optional(),
	attempt: z.custom<(materials: never) => unknown>(
		(it) => typeof it === 'function',
		'expected a function',
	),
});
