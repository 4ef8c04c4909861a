import type { GivenMaterials } from '../options.ts';

/** What remains to look with where the user's materials cannot be used. */
export const noMaterials: GivenMaterials = {
	valid: null,
	clientCa: null,
	prepared: null,
	refused: [],
	identity: null,
};
