/** The text of a waivers file → its entries. Pure. */
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import type { WaiverObserved } from '../finding.ts';
import { alertNamed } from './alert-named.ts';
import { UsageError } from '../usage-error.ts';
import type { GivenWaivers, Waiver } from './waiver.ts';
import { entryTrouble } from './entry-trouble.ts';
import { type WaiverEntry, waiverEntrySchema } from './waivers-schema.ts';

/** How a waivers file is written. */
export type WaiversForm = 'json' | 'yaml';

/** By its name; where that says nothing, what can be read as JSON is JSON. */
export function formOf(file: string, text: string): WaiversForm {
	if (/\.json$/iu.test(file)) return 'json';
	if (/\.ya?ml$/iu.test(file) || text.trim() === '') return 'yaml';
	try {
		JSON.parse(text);
		return 'json';
	} catch {
		return 'yaml';
	}
}

/**
 * Reads a whole file; an empty YAML file has no entries. `file`: as the user named it.
 * @throws UsageError naming the entry, and its line where that is known, for the first fault.
 */
export function parseWaivers(text: string, file: string): GivenWaivers {
	const { items, lineOf } =
		formOf(file, text) === 'json' ? readJson(text, file) : readYaml(text, file);
	if (!Array.isArray(items)) {
		throw new UsageError(`--waivers ${file}: expected a list of waivers`, listHint);
	}
	const entries = items.map((item: unknown, index) => {
		const number = index + 1;
		const line = lineOf(index);
		const where = `--waivers ${file}: entry ${number}${line === null ? '' : `, line ${line}`}`;
		return parseEntry(withoutDates(item), number, where);
	});
	return { file, entries };
}

function parseEntry(item: unknown, entry: number, where: string): Waiver {
	const result = waiverEntrySchema.safeParse(item, { reportInput: true });
	if (!result.success) throw entryTrouble(result.error, item, where);
	const { id, target, tls, path, reason, expires, observed } = result.data;
	return {
		...{ entry, id: id.trim(), target: target?.trim() ?? null, tls: tlsVersion(tls) },
		...{ path: path?.trim() ?? null, reason: reason.trim(), expires },
		observed: observed === undefined ? null : observedOf(observed, where),
	};
}

function tlsVersion(tls: WaiverEntry['tls']): Waiver['tls'] {
	if (tls === undefined) return null;
	return String(tls).endsWith('1.2') ? 'TLSv1.2' : 'TLSv1.3';
}

function observedOf(
	{ alert, ...rest }: NonNullable<WaiverEntry['observed']>,
	where: string,
): WaiverObserved {
	const named = alert === undefined ? {} : { alert: alertNamed(alert, where) };
	// `partial` lets a key be there with undefined, which neither JSON nor YAML can say.
	return { ...(rest as WaiverObserved), ...named };
}

interface Read {
	readonly items: unknown;
	/** From 1; `null` where nobody knows. */
	readonly lineOf: (index: number) => number | null;
}

/** Parsers quote the text around a mistake, and that may be another file than was meant: only the place is said. */
function readJson(text: string, file: string): Read {
	try {
		return { items: JSON.parse(text) as unknown, lineOf: () => null };
	} catch (error) {
		const place = / at position \d+(?: \(line \d+ column \d+\))?/u.exec(String(error))?.[0] ?? '';
		throw new UsageError(`--waivers ${file}: not JSON${place}`, listHint, { cause: error });
	}
}

function readYaml(text: string, file: string): Read {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const [error] = document.errors;
	if (error !== undefined) {
		const { line } = lines.linePos(error.pos[0]);
		throw new UsageError(`--waivers ${file}: not YAML at line ${line}`, listHint, { cause: error });
	}
	const { contents } = document;
	return {
		items: contents === null ? [] : valueOf(document, file),
		lineOf: (index) => {
			const node = isSeq(contents) ? contents.items[index] : null;
			const start = isMap(node) ? node.range?.[0] : undefined;
			return start === undefined ? null : lines.linePos(start).line;
		},
	};
}

/** `id: *` without quotes is an alias, and of what is told only when it is looked for. */
function valueOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
	try {
		return document.toJS() as unknown;
	} catch (error) {
		throw new UsageError(`--waivers ${file}: not YAML: an alias of nothing`, aliasHint, {
			cause: error,
		});
	}
}

/** A day without quotes is a date in YAML 1.1. */
function withoutDates(item: unknown): unknown {
	if (typeof item !== 'object' || item === null || !('expires' in item)) return item;
	const { expires } = item;
	if (!(expires instanceof Date)) return item;
	const [day, time] = expires.toISOString().split('T');
	return time === '00:00:00.000Z' ? { ...item, expires: day } : item;
}

const aliasHint = "what begins with * needs quotes: id: '*/expired'";
const listHint = '- { id: validity/expired, reason: why, expires: 2026-12-24 }';
