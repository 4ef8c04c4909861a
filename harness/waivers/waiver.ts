/** Known deviations with a reason and a date on which they end. */
import type { WaiverUse } from '../finding.ts';

/** One entry of a waivers file, as it was written. */
export type Waiver = Pick<
	WaiverUse,
	'entry' | 'id' | 'target' | 'tls' | 'path' | 'reason' | 'expires' | 'observed'
>;

/** A waivers file: what `--waivers` names, or what a saved run was judged with. */
export interface GivenWaivers {
	/** As the user named it. */
	readonly file: string;
	readonly entries: readonly Waiver[];
}
