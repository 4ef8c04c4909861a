/** How users write a variant in their own repository. */
import type { Need, ProbeVariant } from '../fixtures/variant.ts';

/** What a user says of a variant: as in the catalogue, but for what only the project itself needs. */
export interface VariantDefinition<N extends Need = Need> extends Pick<
	ProbeVariant<N>,
	| 'id'
	| 'title'
	| 'why'
	| 'fix'
	| 'affected'
	| 'cites'
	| 'level'
	| 'severity'
	| 'expect'
	| 'letter'
	| 'twin'
	| 'closerTwin'
	| 'limit'
	| 'around'
	| 'seeks'
	| 'unlike'
	| 'perPath'
	| 'tls'
	| 'presentsIssuerKey'
	| 'onlyWhenNamed'
	| 'needs'
	| 'rsaKeys'
	| 'attempt'
> {
	/** The OpenSSL code for such a chain, without `X509_V_ERR_`; default: none. */
	readonly reference?: string | null;
	/** What `--strict-alerts` compares with; default: any alert will do. */
	readonly alerts?: readonly string[];
}

/**
 * Writes down a variant: `attempt` gets the materials that `needs` names, and no others. Its texts,
 * id and twin are checked when a run takes it up.
 */
export function defineVariant<const N extends Need = never>(
	it: VariantDefinition<N>,
): ProbeVariant {
	const { reference = null, alerts = [], ...rest } = it;
	// A ProbeVariant<N> is only ever called with the materials of its own `needs` (plan.ts).
	return { kind: 'probe', reference, alerts, ...rest } as unknown as ProbeVariant;
}
