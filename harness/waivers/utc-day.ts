/** The day of a moment, as waivers name their last: `YYYY-MM-DD` of an ISO 8601 time in UTC. */
export function utcDay(moment: string): string {
	return new Date(moment).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
