/** A host as it is compared with another: names differ in neither case nor a trailing dot. */
export function plainName(host: string): string {
	return host.toLowerCase().replace(/\.$/u, '');
}
