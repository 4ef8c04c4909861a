/** Options × catalogue → what will be probed, and what cannot be with the reason. Pure. */
import { CannotBuild } from '../fixtures/cannot-build.ts';
import { withOwn } from '../fixtures/catalogue.ts';
import type { OwnVariant } from '../fixtures/own-variant.ts';
import { unlistedCa } from '../fixtures/pki/listed.ts';
import { type Attempt, type Credential, present } from '../fixtures/attempt.ts';
import type {
	CheckVariant,
	ComparisonVariant,
	Need,
	OfferVariant,
	Place,
	ProbeVariant,
	Variant,
} from '../fixtures/variant.ts';
import { ownLineages } from './crl-materials.ts';
import type { Missing, Workshop } from './materials.ts';
import { type About, instancesOf, isHow } from './several.ts';
import type { PreparedCredentials, RevocationMethod } from './options.ts';

export const validControl = 'control/valid';
export const noCertificate = 'presence/no-certificate';

/** A variant as this run will carry it out, whatever the TLS version and path. */
export type PlannedVariant = PlannedProbe | PlannedCheck | PlannedOnce | PlannedSkip;

export interface PlannedProbe {
	readonly kind: 'probe';
	readonly variant: ProbeVariant;
	/** Tells apart the probes of a variant that runs once per given credential. */
	readonly instance: string | null;
	/** Names of the materials that it was planned with, where a run may have several of a kind. */
	readonly about: About;
	/** @throws CannotBuild when these materials do not permit it after all. */
	readonly attempt: (at: Place) => Promise<Attempt>;
	/** Whether it is only there because another one rests on it. */
	readonly isSupport: boolean;
}

export interface PlannedCheck {
	readonly kind: 'check';
	readonly variant: CheckVariant;
}

/** What is concluded once a run, whatever the TLS versions and paths. */
export type PlannedOnce =
	| { readonly kind: 'offer'; readonly variant: OfferVariant }
	| { readonly kind: 'comparison'; readonly variant: ComparisonVariant };

export interface PlannedSkip {
	readonly kind: 'skip';
	readonly variant: Variant;
	readonly missing: Missing;
}

export interface PlanInput {
	/** What `--only` and `--skip` leave. */
	readonly selected: readonly Variant[];
	readonly workshop: Workshop;
	readonly prepared: PreparedCredentials | null;
	/** How the target learns what is revoked: what tests another way is left out. */
	readonly revocation?: RevocationMethod | null;
	/** The user's variants, which stand in the catalogue of this run. */
	readonly own?: readonly OwnVariant[];
}

/**
 * Plans the selection and what it rests on: the valid control, the bare connection, twins and what
 * is gone around. What a variant rests on stands before it.
 */
export function plan(input: PlanInput): readonly PlannedVariant[] {
	const selected = new Map(input.selected.map((it) => [it.id as string, it]));
	const supports = new Set<string>([validControl, noCertificate]);
	for (const it of input.selected.map((variant) => withTwin(variant, input))) {
		if (it.kind !== 'probe') continue;
		if (it.twin !== null) supports.add(it.twin);
		if (it.around !== undefined) supports.add(it.around);
		for (const id of it.unlike ?? []) supports.add(id);
	}
	return withOwn(input.own ?? [])
		.filter(({ id }) => selected.has(id) || supports.has(id))
		.map((variant) => withTwin(selected.get(variant.id) ?? variant, input))
		.flatMap((variant) => planVariant(variant, !selected.has(variant.id), input))
		.filter((planned) => planned.kind !== 'skip' || selected.has(planned.variant.id));
}

/** Rule 2: a twin has as many certificates, where these materials allow for such a one. */
function withTwin(variant: Variant, { workshop, prepared, own = [] }: PlanInput): Variant {
	if (variant.kind !== 'probe' || variant.closerTwin === undefined) return variant;
	const twin = withOwn(own).find(({ id }) => id === variant.closerTwin);
	if (twin?.kind !== 'probe') return variant;
	const hasMaterials = twin.needs.every((need) => need in workshop.have);
	const isThere = hasMaterials || prepared?.byId.has(twin.id) === true;
	return isThere ? { ...variant, twin: variant.closerTwin } : variant;
}

function planVariant(
	variant: Variant,
	isSupport: boolean,
	{ workshop, prepared, revocation }: PlanInput,
): readonly PlannedVariant[] {
	if (variant.kind === 'check') return [{ kind: 'check', variant }];
	if (variant.kind === 'offer') return [{ kind: 'offer', variant }];
	if (variant.kind === 'comparison') return [{ kind: 'comparison', variant }];
	const planned = (
		{ instance, about }: Pick<PlannedProbe, 'instance' | 'about'>,
		attempt: PlannedProbe['attempt'],
	): PlannedProbe => ({
		kind: 'probe',
		variant,
		instance,
		about,
		attempt: variant.builtAnew === true ? attempt : once(attempt, variant.perPath === true),
		isSupport,
	});
	const isAsked = revocation === 'crl' || !variant.needs.includes('crl');
	const written = prepared && isAsked ? writtenFor(variant, prepared, workshop) : null;
	const alone = { instance: null, about: {} };
	if (written !== null) return [planned(alone, async () => present(written))];
	const lacking = variant.needs.find(
		(need) => !(need in workshop.have) && !(need in workshop.several),
	);
	if (lacking !== undefined) {
		return [{ kind: 'skip', variant, missing: missingOf(lacking, workshop) }];
	}
	return instancesOf(variant, workshop.several).map(({ have, ...about }) =>
		planned(about, async (at) =>
			build(variant, { ...workshop, have: { ...workshop.have, ...have } }, at),
		),
	);
}

/** Every TLS version is shown the same, and every path unless the attempt names it. */
function once(attempt: PlannedProbe['attempt'], perPath: boolean): PlannedProbe['attempt'] {
	const made = new Map<string, Promise<Attempt>>();
	return (at) => {
		const key = perPath ? at.path : '';
		const known = made.get(key) ?? attempt(at);
		made.set(key, known);
		return known;
	};
}

/**
 * The credential that `pki` wrote for a variant. A directory says who presents itself and not how:
 * an attempt of several connections is built here if it can be, as is every one without any
 * credential, which `pki` does not write. What is cut from the valid credential is cut from
 * `--cert` where that is given.
 */
function writtenFor(
	{ id, needs, seeks, perPath, affected }: ProbeVariant,
	{ byId }: PreparedCredentials,
	{ have }: Workshop,
): Credential | null {
	// What goes around a refusal lies in how one asks.
	const isInTheAsking = seeks !== undefined || perPath === true || affected !== undefined;
	if (isInTheAsking || needs.some(isHow)) return null;
	const [first = null, ...others] = byId.get(id) ?? [];
	if (others.length > 0) return null;
	const [writtenValid = null] = byId.get(validControl) ?? [];
	const hasOtherValid = have.valid !== undefined && have.valid !== writtenValid;
	return hasOtherValid && needs.includes('valid') ? null : first;
}

async function build(
	variant: ProbeVariant,
	{ base, have, listed }: Workshop,
	at: Place,
): Promise<Attempt> {
	const materials = listed === null ? have : ownLineages(have);
	// All of `needs` is there: planVariant has looked.
	const all = { ...base, at, ...materials } as Parameters<ProbeVariant['attempt']>[0];
	const attempt = await variant.attempt(all);
	const unlisted =
		listed === null || variant.needs.includes('crl') ? null : unlistedCa(attempt, listed);
	if (unlisted === null) return attempt;
	throw new CannotBuild(`the deployed lists know nothing of one of its CAs (${unlisted})`);
}

function missingOf(need: Need, { missing }: Workshop): Missing {
	return missing.get(need) ?? { because: `nothing to build it from: ${need}`, unlock: null };
}
