import { findVariant } from '../fixtures/catalogue.ts';
import type { TargetIdentity } from '../fixtures/target-identity.ts';
import type { RunOptions, TlsVersion } from './options.ts';
import type { Greeting } from './probe/greet.ts';

/** What the checks of the families server-identity and protocol look at. */
export function targetIdentity(
	tls: TlsVersion,
	greeting: Greeting,
	{ target, trust }: RunOptions,
): TargetIdentity {
	return {
		tls,
		servername: target.servername ?? target.host,
		chain: greeting.serverChain,
		trustAnchors: trust.anchors,
		trustSource: trust.source,
		runtimeCode: greeting.runtimeCode,
		clientCaNames: greeting.caNames,
		requestedSchemes: greeting.signatureSchemes,
		helloExtensions: greeting.helloExtensions,
		now: new Date(),
	};
}

/** Whether the target is who the URL names, so that it may see what the user's headers say. */
export function isIdentified(identity: TargetIdentity): boolean {
	return identifying.every((id) => {
		const variant = findVariant(id);
		return variant?.kind === 'check' && variant.check(identity).verdict === 'accept';
	});
}

const identifying = ['server-identity/trusted', 'server-identity/name', 'server-identity/validity'];
