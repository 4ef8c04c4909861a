/** The certificates that the copy shows in place of the user's. */
import type { LabAuthorities } from '../authorities.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** Files with certificate and key, as HAProxy wants them: of an ECDSA key and of an RSA key. */
export type PairFiles = readonly [ecdsa: string, rsa: string];

/** Writes certificates for those names and localhost; the same names get the same files. */
export function createPairWriter(
	sandbox: Sandbox,
	authorities: LabAuthorities,
): (names: readonly string[]) => Promise<PairFiles> {
	const written = new Map<string, Promise<PairFiles>>();
	return (names) => {
		const key = [...new Set(names)].toSorted().join(' ');
		const known = written.get(key);
		if (known !== undefined) return known;
		const folder = `certificates/${written.size}`;
		const write = async (kind: 'ecdsa' | 'rsa'): Promise<string> => {
			const pair = await authorities.server([...new Set(names)], kind);
			return sandbox.write(`${folder}/${kind}.pem`, pair.cert + pair.key);
		};
		const files = Promise.all([write('ecdsa'), write('rsa')]);
		written.set(key, files);
		return files;
	};
}
