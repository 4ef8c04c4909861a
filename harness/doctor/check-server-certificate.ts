import { findVariant } from '../../fixtures/catalogue.ts';
import { targetIdentity } from '../target-identity.ts';
import { type Check, ok, warning } from './check.ts';
import type { Seen } from './seen.ts';

/** Whether the target is who the URL names. A run goes on where it is not, without the user's headers. */
export function checkServerCertificate({ facts, options }: Seen): Check {
	const id = 'server-certificate';
	const faults = new Map<string, string>();
	for (const [tls, version] of facts.versions) {
		if (version.kind !== 'offered') continue;
		const identity = targetIdentity(tls, version.greeting, options);
		for (const checked of checks) {
			const variant = findVariant(checked);
			if (variant?.kind !== 'check') continue;
			const { verdict, message } = variant.check(identity);
			if (verdict !== 'accept') faults.set(checked, message);
		}
	}
	if (faults.size === 0) {
		return ok(id, `it names ${identityOf(options.target)} and leads to ${options.trust.source}`);
	}
	return warning(
		id,
		[...faults].map(([fault, message]) => `${message} (${fault})`).join('; '),
		...(faults.has(trusted) || faults.has(complete) ? [cacertHint] : []),
		...(faults.has(named) ? [nameHint] : []),
		...(options.headers.length > 0 ? ['until then the values of --header are not sent'] : []),
	);
}

function identityOf({ servername, host }: Seen['options']['target']): string {
	return servername ?? host;
}

const trusted = 'server-identity/trusted';
const complete = 'server-identity/complete-chain';
const named = 'server-identity/name';
const checks: readonly string[] = [trusted, complete, named, 'server-identity/validity'];
const cacertHint = '--cacert FILE names the CA of the target; clients are tested all the same';
const nameHint = 'ask for a name that stands in it, or give --servername NAME';
