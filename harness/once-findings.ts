/** Findings that are made once a run: what the target agrees to, and what its TLS versions differ in. */
import type { ComparisonVariant, OfferVariant, ShownVerdict } from '../fixtures/variant.ts';
import { describeFinding, type Place } from './describe-finding.ts';
import type { Finding } from './finding.ts';
import { judge, judgeCheck } from './judge.ts';
import { makeOfferTo, type OfferSettings } from './offers.ts';
import { reproduceOffer } from './reproduce/reproduce.ts';

/** What came of an offer, as a finding about no TLS version. */
export async function offerFinding(
	variant: OfferVariant,
	settings: OfferSettings,
): Promise<Finding> {
	const { options, facts } = settings;
	const { verdict, observation } = await makeOfferTo(variant.offer, settings);
	const alert = observation?.connections.at(-1)?.alert ?? null;
	const { outcome, because } = judge(verdict, variant, alert, options.strictAlerts);
	return describeFinding(variant, nowhere(settings), {
		verdict: verdict.kind === 'not-tested' ? null : verdict.kind,
		outcome,
		layer: verdict.kind === 'reject' ? verdict.layer : null,
		// What comes after the agreement is about other things: that no certificate was shown …
		...(verdict.kind === 'accept' ? { alert: null, code: null } : {}),
		observation,
		message: because,
		reproduce: reproduceOffer(variant.offer, options, facts.address),
	});
}

/** What a comparison of all other findings says; it waits for them. */
export async function comparisonFinding(
	variant: ComparisonVariant,
	settings: OfferSettings,
	others: Promise<readonly ShownVerdict[]>,
): Promise<Finding> {
	const { verdict, code, message } = variant.compare(await others);
	return describeFinding(variant, nowhere(settings), {
		verdict,
		outcome: judgeCheck(verdict, variant.expect),
		layer: null,
		code,
		observation: null,
		message,
	});
}

/** Of the target itself; the path only says which run it was. */
function nowhere({ options }: OfferSettings): Place {
	return { options, tls: null, path: options.paths[0] ?? '/', instance: null };
}
