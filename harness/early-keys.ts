import { createKeyRing, type KeyRing } from '../fixtures/pki/key-ring.ts';
import { createPrivateKey } from 'node:crypto';
import type { RunOptions } from './options.ts';
import { selectVariants } from './select.ts';

/**
 * The key ring of a run, with the RSA keys that its variants will ask for under way in the thread
 * pool: they take as long as everything else that comes before the first probe.
 * @throws UsageError when the selection matches nothing.
 */
export function earlyKeys({ only, skip, profile, own, materials }: RunOptions): KeyRing {
	const keys = createKeyRing();
	const { clientCa } = materials;
	if (clientCa === null) return keys;
	const signsWithRsa = createPrivateKey(clientCa.key).asymmetricKeyType === 'rsa';
	for (const it of selectVariants(only, skip, profile, own)) {
		for (const which of (it.kind === 'probe' && it.rsaKeys) || []) {
			// An RSA CA issues these itself.
			if (which === '2048-issuer' && signsWithRsa) continue;
			// Whoever asks for the key hears of a failure.
			keys.rsa(which).catch(() => {});
		}
	}
	return keys;
}
