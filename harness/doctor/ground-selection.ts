import { catalogue } from '../../fixtures/catalogue.ts';
import { family, type Variant } from '../../fixtures/variant.ts';
import { noCertificate, validControl } from '../plan.ts';

/** What a selection stands on: the controls that are its twins or in it, and the bare connection. */
export function groundOf(selected: readonly Variant[]): readonly Variant[] {
	const ids = selected.flatMap((it) =>
		it.kind === 'probe' ? [it.id, it.twin ?? it.id, it.closerTwin ?? it.id] : [],
	);
	const wanted = new Set<string>([...ids, validControl]);
	return catalogue.filter(
		(it) => it.id === noCertificate || (family(it) === 'control' && wanted.has(it.id)),
	);
}
