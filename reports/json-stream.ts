import { findingShape, runShape, safeJson } from './json-shape.ts';
import type { SpooledRun } from '../harness/finding.ts';

/** The JSON report, letter for letter what `renderJson` makes of the whole run, in pieces. */
export async function* streamJson({ run, parts }: SpooledRun): AsyncIterable<string> {
	const all = safeJson({ ...runShape(run), findings: [] }, '\t');
	// No text of a run can look like this: in JSON a line break in a string is escaped.
	const tail = all.lastIndexOf('\n\t"findings": []');
	const certificates = all.lastIndexOf('\n\t"certificates": {}', tail);
	if (certificates < 0) yield all.slice(0, tail);
	else {
		yield all.slice(0, certificates);
		yield* list('\n\t"certificates": {', '},', certificatesOf(parts));
	}
	yield* list('\n\t"findings": [', ']\n}\n', findingsOf(parts));
}

/** Members between brackets, each on lines of its own; `[]` where there is none. */
async function* list(
	open: string,
	close: string,
	members: AsyncIterable<string>,
): AsyncIterable<string> {
	let before = `${open}\n\t\t`;
	let isEmpty = true;
	for await (const member of members) {
		yield before + member;
		before = ',\n\t\t';
		isEmpty = false;
	}
	yield isEmpty ? `${open}${close}` : `\n\t${close}`;
}

async function* findingsOf(parts: SpooledRun['parts']): AsyncIterable<string> {
	for await (const { findings } of parts()) {
		for (const finding of findings) yield indented(safeJson(findingShape(finding), '\t'));
	}
}

async function* certificatesOf(parts: SpooledRun['parts']): AsyncIterable<string> {
	const told = new Set<string>();
	for await (const { certificates } of parts()) {
		for (const [sha256, summary] of Object.entries(certificates)) {
			if (told.has(sha256)) continue;
			// Beyond that a key may come twice, with the same value: memory is worth more.
			if (told.size < mostRemembered) told.add(sha256);
			yield `${safeJson(sha256)}: ${indented(safeJson(summary, '\t'))}`;
		}
	}
}

function indented(json: string): string {
	return json.replaceAll('\n', '\n\t\t');
}

const mostRemembered = 20_000;
