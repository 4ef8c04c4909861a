/** The page that an upstream answers with: what it was sent, in words of its own. Pure. */
import { type Asked, hostOf, pathOf } from './asked.ts';
import { proseOf } from './prose.ts';

/** As an upstream says it was asked. */
export interface Page {
	/** The upstream, as the config names it. */
	readonly stub: string;
	readonly method: string;
	/** At most 2048 characters. */
	readonly uri: string;
	/**
	 * By names in lower case; what came again is joined with `, `. A value of more than 512 characters
	 * is cut to its first 128 and `…`: certificates are no words, and what is different in each
	 * answer would make the page unlike itself. Of 200 fields and 32 KiB the rest is left out.
	 */
	readonly headers: Readonly<Record<string, string>>;
	/** Words that belong to this upstream, host and path. */
	readonly prose: string;
}

/** The JSON text of the page. Its words depend on the upstream, the path and the name asked for. */
export function pageOf(upstream: string, asked: Asked): string {
	const page: Page = {
		stub: upstream,
		method: asked.method,
		uri: asked.uri.slice(0, 2048),
		// Before the fields: of a body no more than its beginning is looked at.
		prose: proseOf(JSON.stringify([upstream, hostOf(asked.host), pathOf(asked.uri)])),
		headers: boundedFields(asked.fields),
	};
	return `${JSON.stringify(page)}\n`;
}

function boundedFields(fields: Asked['fields']): Readonly<Record<string, string>> {
	const values = new Map<string, string>();
	for (const [name, value] of fields) {
		const known = values.get(name);
		values.set(name, known === undefined ? value : `${known}, ${value}`);
	}
	const kept: [string, string][] = [];
	let room = 32 * 1024;
	for (const [name, value] of values) {
		if (name.length > 256) continue;
		const shown = value.length > 512 ? `${value.slice(0, 128)}…` : value;
		room -= name.length + shown.length;
		if (room < 0 || kept.length === 200) break;
		kept.push([name, shown]);
	}
	return Object.fromEntries(kept);
}
