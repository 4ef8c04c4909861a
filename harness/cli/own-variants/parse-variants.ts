/** Objects that claim to be variants → variants that a run can rely on. */
import { catalogue } from '../../../fixtures/catalogue.ts';
import type { OwnVariant } from '../../../fixtures/own-variant.ts';
import { family, type ProbeVariant, type Variant } from '../../../fixtures/variant.ts';
import { waiverFamily } from '../../finding.ts';
import { didYouMean } from '../nearest.ts';
import { UsageError } from '../../usage-error.ts';
import { guardAttempt } from './guard-attempt.ts';
import { variantSchema } from './variant-schema.ts';

/** An object that may be a variant. */
export interface VariantClaim {
	readonly it: unknown;
	/** The module it was found in; `null` where it was given to the library. */
	readonly file: string | null;
}

/**
 * Holds them to what a run relies on: form and texts, ids that are nobody else's, twins that are
 * controls. Controls come first, since others rest on them.
 * @throws UsageError for the first fault, with the file and the id.
 */
export function parseVariants(claims: readonly VariantClaim[]): readonly OwnVariant[] {
	const parsed = claims.map(parseVariant);
	const own = [...parsed.filter(isControl), ...parsed.filter((it) => !isControl(it))];
	const known = new Map<string, Variant>(catalogue.map((it) => [it.id, it]));
	for (const it of own) {
		holdToOthers(it, known);
		known.set(it.variant.id, it.variant);
	}
	return own;
}

function parseVariant({ it, file }: VariantClaim): OwnVariant {
	const result = variantSchema.safeParse(it);
	if (result.success) {
		// The schema has looked at every field; their order stays as the user wrote it.
		const variant = it as ProbeVariant;
		return { file, variant: { ...variant, attempt: guardAttempt(variant) } };
	}
	const [issue] = result.error.issues;
	const [field] = issue?.path ?? [];
	if (issue?.code === 'unrecognized_keys' && field === undefined) {
		const [key = ''] = issue.keys;
		throw fault(it, file, `unknown field ${JSON.stringify(key)}`, didYouMean(key, fields));
	}
	const where = field === undefined ? '' : `${issue?.path.join('.')}: `;
	throw fault(it, file, `${where}${issue?.message ?? 'not understood'}`, howTo);
}

function holdToOthers({ variant, file }: OwnVariant, known: ReadonlyMap<string, Variant>): void {
	const { id, twin, closerTwin, limit, around, unlike = [], expect } = variant;
	const wrong = (message: string, hint: string | null = null): UsageError =>
		fault(variant, file, message, hint);
	if (known.has(id))
		throw wrong('this id is taken', 'mtls-gauntlet list shows those of the catalogue');
	// What a waivers file comes to stands in that family, and goes when a run is judged again.
	if (family(variant) === waiverFamily) {
		throw wrong(`the family ${waiverFamily} is about the waivers file`, howTo);
	}
	if (checked.includes(family(variant))) {
		throw wrong(`the family ${family(variant)} is about the target itself`, howTo);
	}
	if (family(variant) === 'control') {
		if (twin !== null) throw wrong('a control has no twin', 'twin: null');
		if (expect !== 'accept') throw wrong('a control is there to be accepted', "expect: 'accept'");
		if (limit === undefined) {
			throw wrong(
				'limit is missing',
				'what it has more than control/valid, for whom it is too much',
			);
		}
		return;
	}
	if (twin === null) throw wrong('twin is null', 'the control that differs in the defect alone');
	if (limit !== undefined) throw wrong('limit is for controls only');
	for (const [field, control] of [
		['twin', twin],
		['closerTwin', closerTwin],
	] as const) {
		if (control === undefined) continue;
		const found = known.get(control);
		if (found?.kind === 'probe' && family(found) === 'control') continue;
		throw wrong(`${field}: there is no control ${control}`, didYouMean(control, controls(known)));
	}
	const others = around === undefined ? [] : [['around', around] as const];
	for (const [field, other] of [...others, ...unlike.map((it) => ['unlike', it] as const)]) {
		const found = known.get(other);
		if (found?.kind === 'probe' && (field === 'unlike' || found.expect !== 'accept')) continue;
		throw wrong(
			`${field}: there is no variant ${other} to go by`,
			found === undefined ? didYouMean(other, [...known.keys()]) : null,
		);
	}
}

function controls(known: ReadonlyMap<string, Variant>): readonly string[] {
	return [...known.values()].filter((it) => family(it) === 'control').map(({ id }) => id);
}

function isControl({ variant }: OwnVariant): boolean {
	return family(variant) === 'control';
}

function fault(it: unknown, file: string | null, message: string, hint: string | null): UsageError {
	const id = typeof it === 'object' && it !== null && 'id' in it ? it.id : undefined;
	const name = typeof id === 'string' ? id : 'a variant without an id';
	const where = file === null ? '' : `${file}: `;
	return new UsageError(`${where}${JSON.stringify(name)}: ${message}`, hint);
}

const fields = Object.keys(variantSchema.shape);
const checked = ['server-identity', 'protocol'];
const howTo = 'docs/library.md says what a variant of your own is';
