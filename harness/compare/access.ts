/** Who gets at a location, and what it means when that changes. Pure. */
import type { Change, LocationSummary } from '../finding.ts';

type Access = LocationSummary['access'];

/** As a table has it. */
export function accessText({ access }: Pick<LocationSummary, 'access'>): string {
	return access.replaceAll('-', ' ');
}

/** What a location does now that did something else before. */
export function accessChange(
	before: Pick<LocationSummary, 'access'>,
	after: Pick<LocationSummary, 'access'>,
): Pick<Change, 'kind' | 'says'> {
	return { kind: kindOf(before.access, after.access), says: sentence(after.access) };
}

function kindOf(before: Access, after: Access): Change['kind'] {
	if (isShut(before) && isFree(after)) return 'weaker';
	return isFree(before) && isShut(after) ? 'stronger' : 'other';
}

/** A redirect or 404 to everybody asks nobody for a certificate. */
function isFree(access: Access): boolean {
	return access === 'open' || access === 'same-for-everybody';
}

function isShut(access: Access): boolean {
	return access === 'protected' || access === 'closed';
}

function sentence(after: Access): string {
	switch (after) {
		case 'protected':
			return 'asks for a certificate now';
		case 'open':
			return 'serves everybody, no certificate needed';
		case 'same-for-everybody':
			return 'answers everybody alike, with a certificate or without';
		case 'closed':
			return 'refuses the valid credential, too';
		case 'unknown':
			return 'does not show any more who gets there';
	}
}
