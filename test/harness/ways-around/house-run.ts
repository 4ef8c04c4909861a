/** Runs against a house of three names, as a client of tenant A. */
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { certificatesPem, pemBlocks } from '../../../fixtures/pki/pem.ts';
import type { Run } from '../../../harness/finding.ts';
import type { RunOptions } from '../../../harness/options.ts';
import { parseRule } from '../../../harness/parse-rule.ts';
import { type House, houseCredential, nameA, nameB, openName } from '../../servers/vhosts/house.ts';
import { keys, noMaterials, runAgainst } from '../lab.ts';

/** The CAs of the two tenants. */
export const rootA = createRoot(keys);
export const rootB = createRoot(keys);

export const house: House = {
	credential: houseCredential(),
	clientCaA: certificatesPem([rootA.certificate]),
	clientCaB: certificatesPem([rootB.certificate]),
};

/** What only the pages of the tenants have. */
export const markers = [nameA, nameB].map((name) => parseRule(`body:/private page of ${name}/`));

/** The target is tenant A's name; a client of tenant B is refused there. */
export function houseOptions(
	port: number,
	different: Partial<RunOptions> = {},
): Partial<RunOptions> {
	return {
		target: {
			url: `https://${nameA}:${port}/`,
			host: nameA,
			port,
			connectTo: { host: '127.0.0.1', port },
			servername: nameA,
		},
		materials: {
			...noMaterials,
			valid: rootA.issue(),
			refused: [{ name: 'b.pem', credential: rootB.issue() }],
		},
		trust: { anchors: pemBlocks(house.credential.ca, 'CERTIFICATE'), source: 'the tests' },
		vhosts: [
			{ name: openName, kind: 'open' },
			{ name: nameB, kind: 'protected' },
		],
		...different,
	};
}

/** A whole run against a house. */
export function runAtHouse(port: number, different: Partial<RunOptions> = {}): Promise<Run> {
	return runAgainst(port, houseOptions(port, different));
}
