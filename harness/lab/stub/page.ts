/** The page that an upstream answers with. What it was asked and told beside is not in there. Pure. */
import { type Asked, hostOf, pathOf } from './asked.ts';
import { proseOf } from './prose.ts';

/** All that two answers may differ in: the same page comes whatever else was asked, and by whom. */
export interface Page {
	/** The upstream, as the config names it. */
	readonly stub: string;
	/** Words that belong to this upstream, host and path. */
	readonly prose: string;
}

/** The JSON text of the page. Its words depend on the upstream, the path and the name asked for. */
export function pageOf(upstream: string, asked: Asked): string {
	const page: Page = {
		stub: upstream,
		prose: proseOf(JSON.stringify([upstream, hostOf(asked.host), pathOf(asked.uri)])),
	};
	return `${JSON.stringify(page)}\n`;
}
