/** CAs at the depth that the target is to allow, and one beyond it. */
import type { Issuer } from '../fixtures/pki/issuer.ts';
import { below } from '../fixtures/pki/subordinates.ts';
import type { Materials, Need } from '../fixtures/variant.ts';
import type { Missing } from './materials.ts';

export interface DepthMaterials {
	readonly have: Partial<Pick<Materials, 'atVerifyDepth' | 'beyondVerifyDepth'>>;
	readonly missing: ReadonlyMap<Need, Missing>;
}

/**
 * `room`: how many CAs may stand below the issuer; `null` where nothing limits them. `verifyDepth`:
 * how many intermediates the target is to allow, the issuer's own among them; `null` where nobody
 * said.
 */
export function depthMaterials(
	issuer: Issuer,
	room: number | null,
	verifyDepth: number | null,
): DepthMaterials {
	if (verifyDepth === null)
		return lacking('the depth that the target is to allow was not said', '--verify-depth');
	const own = issuer.chain.length;
	if (verifyDepth < own) {
		return lacking(
			`what the CA issues is under ${own} intermediate${own === 1 ? '' : 's'}, and --verify-depth is ${verifyDepth}`,
			null,
		);
	}
	const beyond = verifyDepth + 1 - own;
	if (room !== null && room < beyond) {
		return lacking(
			`the CA's own pathLenConstraint leaves room for ${room} of the ${beyond} CAs that go beyond --verify-depth ${verifyDepth}`,
			null,
		);
	}
	const atVerifyDepth = below(issuer, beyond - 1);
	return {
		have: { atVerifyDepth, beyondVerifyDepth: atVerifyDepth.subordinate() },
		missing: new Map(),
	};
}

function lacking(because: string, unlock: string | null): DepthMaterials {
	const missing: Missing = { because, unlock };
	return {
		have: {},
		missing: new Map<Need, Missing>([
			['atVerifyDepth', missing],
			['beyondVerifyDepth', missing],
		]),
	};
}
