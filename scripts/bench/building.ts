import { CannotBuild } from '../../fixtures/cannot-build.ts';
import { selectVariants } from '../../fixtures/catalogue.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../fixtures/pki/key-ring.ts';
import { layOutMaterials } from '../../harness/materials.ts';
import { plan, type PlannedProbe } from '../../harness/plan.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { median } from './median.ts';
import { anywhere } from '../../harness/anywhere.ts';

const rounds = 5;

/** Milliseconds a credential, over all variants of the catalogue, without RSA key generation. */
export async function measureBuilding(): Promise<{ credentials: number; milliseconds: number }> {
	const root = createRoot(createKeyRing());
	const given = {
		valid: null,
		clientCa: { certificates: [root.certificate], key: keyPem(root.key) },
		prepared: null,
		refused: [{ name: 'refused', credential: createRoot(createKeyRing()).issue() }],
		identity: defaultIdentity,
	};
	const workshop = layOutMaterials(given);
	const selected = selectVariants([], []).variants;
	// A plan makes each attempt once and keeps it.
	const attempts = (): readonly PlannedProbe[] =>
		plan({ selected, workshop, prepared: null, revocation: null }).filter(
			(it) => it.kind === 'probe',
		);
	// The first round makes the RSA keys.
	const { length } = await built(attempts());
	const figures: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const probes = attempts();
		const startedAt = performance.now();
		await built(probes);
		figures.push((performance.now() - startedAt) / length);
	}
	return { credentials: length, milliseconds: median(figures) };
}

/** What could be built of these materials. */
async function built(probes: readonly PlannedProbe[]): Promise<readonly unknown[]> {
	const made: unknown[] = [];
	for (const { attempt } of probes) {
		try {
			made.push(await attempt(anywhere));
		} catch (error) {
			if (!(error instanceof CannotBuild)) throw error;
		}
	}
	return made;
}
