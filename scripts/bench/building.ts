import { catalogue } from '../../fixtures/catalogue.ts';
import { createRoot } from '../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../fixtures/pki/key-ring.ts';
import { layOutMaterials } from '../../harness/materials.ts';
import { plan } from '../../harness/plan.ts';
import { defaultIdentity } from '../../fixtures/pki/identity.ts';
import { median } from './median.ts';

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
	const workshop = layOutMaterials(given, []);
	const planned = plan({ selected: catalogue, workshop, prepared: null, refused: given.refused });
	const probes = planned.filter((it) => it.kind === 'probe');
	// The first round makes the RSA keys.
	for (const { attempt } of probes) await attempt();
	const figures: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const startedAt = performance.now();
		for (const { attempt } of probes) await attempt();
		figures.push((performance.now() - startedAt) / probes.length);
	}
	return { credentials: probes.length, milliseconds: median(figures) };
}
