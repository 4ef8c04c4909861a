/** The text of a waivers file with an update written into it. Pure. */
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { formOf } from './parse-waivers.ts';
import type { NewWaiver, WaiversUpdate } from './plan-update.ts';

/** Comments, the order of what is there and its ends of lines stay. `text`: of a file that was parsed; empty: a new file. */
export function editWaivers(text: string, file: string, update: WaiversUpdate): string {
	const plain = text.replaceAll('\r\n', '\n');
	const edited = formOf(file, plain) === 'json' ? editJson(plain, update) : editYaml(plain, update);
	return plain === text ? edited : edited.replaceAll('\n', '\r\n');
}

function editYaml(text: string, { added, changed, removed }: WaiversUpdate): string {
	const document = parseDocument(text.trim() === '' ? newFile : text);
	if (!isSeq(document.contents)) {
		// An empty list has no place for comments: those of the file stay above it.
		document.contents = document.createNode([]) as typeof document.contents;
	}
	const list = document.contents as unknown as YAMLSeq;
	for (const { entry, observed } of changed) {
		for (const [field, value] of Object.entries(observed)) {
			document.setIn([entry - 1, 'observed', field], value);
		}
	}
	for (const entry of removed.toSorted((a, b) => b - a)) list.delete(entry - 1);
	if (added.length > 0) list.flow = false;
	for (const waiver of added) {
		const node: YAMLMap = document.createNode(fields(waiver));
		const observed = node.get('observed');
		if (isMap(observed)) observed.flow = true;
		list.add(node);
	}
	return document.toString({ indent: 2, lineWidth: 0 });
}

function editJson(text: string, { added, changed, removed }: WaiversUpdate): string {
	const items = (text.trim() === '' ? [] : JSON.parse(text)) as Record<string, unknown>[];
	for (const { entry, observed } of changed) Object.assign(items[entry - 1] ?? {}, { observed });
	const kept = items.filter((_, index) => !removed.includes(index + 1));
	const indent = /^[[{]\s*\n([ \t]+)/u.exec(text.trim())?.[1] ?? '  ';
	return `${JSON.stringify([...kept, ...added.map(fields)], null, indent)}\n`;
}

/** As people write it: what is not said is not there. */
function fields({ id, target, path, tls, reason, expires, observed }: NewWaiver): object {
	return {
		id,
		...(target === null ? {} : { target }),
		...(path === null ? {} : { path }),
		...(tls === null ? {} : { tls: tls.slice('TLSv'.length) }),
		reason,
		expires,
		...(observed === null ? {} : { observed }),
	};
}

const newFile = `# Known deviations: each needs a reason and a last day (UTC).
`;
