import { createHash } from 'node:crypto';

/**
 * What makes a SARIF result the same in every run: `key` says the variant and its place, `nth` is
 * from 1. GitHub reads the first alone; without it results of one line are one alert.
 */
export function placeFingerprints(key: string, nth: number): Record<string, string> {
	const hash = createHash('sha256').update(key).digest('hex');
	return {
		primaryLocationLineHash: `${hash.slice(0, 16)}:${nth}`,
		'mtlsGauntletPlace/v1': `${hash}:${nth}`,
	};
}
