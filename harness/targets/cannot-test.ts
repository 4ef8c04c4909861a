import { findVariant } from '../../fixtures/catalogue.ts';
import { describeFinding } from '../describe-finding.ts';
import { validControl } from '../plan.ts';
import type { TargetResult } from './collector.ts';
import type { FleetTarget } from './fleet-target.ts';

/**
 * What a target comes to that was not tested at all: it is said of its valid control, which
 * everything else rests on, so that nobody takes it for green.
 */
export function cannotTest(
	{ target, name, failOn, paths }: FleetTarget,
	message: string,
	hint: string | null,
): TargetResult {
	const variant = findVariant(validControl);
	if (variant === undefined) throw new Error(`a catalogue without ${validControl}`);
	const place = { options: { target, failOn }, tls: null, path: paths[0] ?? '/', instance: null };
	const finding = describeFinding(variant, place, {
		verdict: 'inconclusive',
		outcome: 'inconclusive',
		layer: null,
		observation: null,
		message,
	});
	return {
		target: {
			...{ url: target.url, ...(name === null ? {} : { name }), kind: 'server' },
			...{ address: '', limits: [], durationMs: 0 },
		},
		findings: [finding],
		certificates: {},
		hints: hint === null ? [] : [hint],
	};
}
