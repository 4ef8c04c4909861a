import type { RunOptions } from './options.ts';
import { isLoopback, type Preflight } from './preflight.ts';
import type { RunningResponder } from './probe/ocsp-responder.ts';
import { UsageError } from './usage-error.ts';

/**
 * The OCSP responder of a run; `null` where none is asked for, or there is no CA to answer for. It
 * serves whatever is selected: a target that asks for the status refuses what nobody answers for.
 * @throws UsageError when the target could not reach it.
 */
export async function startOcsp(
	{ revocation, ocspAddress, materials }: RunOptions,
	{ address }: Pick<Preflight, 'address'>,
): Promise<RunningResponder | null> {
	if (revocation !== 'ocsp' || materials.clientCa === null) return null;
	if (ocspAddress === null && !isLoopback(address.host)) {
		throw new UsageError(
			`--revocation ocsp: the responder would listen on loopback, where ${address.host} cannot reach it`,
			'--ocsp-address HOST:PORT names an address of this machine that the target can reach',
		);
	}
	// What OCSP is encoded with takes long to load, and most runs need none of it.
	const { startOcspResponder } = await import('./probe/ocsp-responder.ts');
	return startOcspResponder(ocspAddress);
}
