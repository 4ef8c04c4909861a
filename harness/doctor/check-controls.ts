import { findVariant } from '../../fixtures/catalogue.ts';
import type { Finding } from '../finding.ts';
import { explainLimit } from '../hints.ts';
import { validControl } from '../plan.ts';
import { type Check, ok, problem, warning } from './check.ts';
import { isUnasked, type Seen } from './seen.ts';

/** Sound credentials of other shapes: what the target refuses of them narrows a run. */
export function checkControls(seen: Seen): readonly Check[] {
	const shown = seen.findings.filter(
		({ id, family, observation }) =>
			family === 'control' && id !== validControl && observation !== null,
	);
	if (shown.length === 0 || isUnasked(seen)) return [];
	const count = new Set(shown.map(({ id }) => id)).size;
	const others = shown.filter(({ outcome }) => outcome !== 'conforms');
	if (others.length === 0) {
		return [
			ok(
				'controls',
				`${count} other sound ${plural(count, 'credential gets', 'credentials get')} in as well`,
			),
		];
	}
	const ids = [...new Set(others.map(({ id }) => id))];
	const explained = others.map(explain);
	const causes = [...new Set(explained.flatMap(([, cause]) => cause ?? []))];
	const facts = [...new Set(explained.map(([fact]) => fact))];
	const isOpen = seen.isInconclusive && others.some(({ outcome }) => outcome === 'inconclusive');
	return [
		(isOpen ? problem : warning)(
			'controls',
			`${ids.length} of ${count} other sound credentials ${plural(ids.length, 'does', 'do')} not get in, so what stands on ${plural(ids.length, 'it', 'them')} is skipped: ${facts.join('; ')}`,
			...causes,
		),
	];
}

function explain({ id, message }: Finding): readonly [fact: string, cause?: string] {
	const variant = findVariant(id);
	const because = message.replace(/^a limit of the target: /u, '');
	if (because === message || variant?.kind !== 'probe') return [message];
	const [fact = message, cause] = explainLimit(id, variant.limit ?? variant.title, because);
	return cause === undefined ? [fact] : [fact, cause];
}

function plural(count: number, one: string, many: string): string {
	return count === 1 ? one : many;
}
