import type { Lane, Probed } from '../lane.ts';
import { type PlannedProbe, validControl } from '../plan.ts';
import type { ReproducedPlace } from './reproduce.ts';

/** What the lines that reproduce a finding of a lane need to know of it, once its valid control is through. */
export async function reproducedAt(
	{ probes }: Pick<Lane, 'probes'>,
	probed: ReadonlyMap<PlannedProbe, Promise<Probed>>,
	{ tls, path, headers }: Omit<ReproducedPlace, 'valid'>,
): Promise<ReproducedPlace> {
	const valid = probes.find(({ variant }) => variant.id === validControl);
	const { observation = null } = (valid && (await probed.get(valid))) ?? {};
	return { tls, path, headers, valid: observation?.connections.at(-1)?.sent.intended ?? [] };
}
