/** A `crt-list` file: certificates, how clients are judged, and for which names (manual §5.1). */
import { readFileSync } from 'node:fs';
import { UsageError } from '../../usage-error.ts';
import type { Span } from '../config/edits.ts';
import type { ConfigLine } from './config.ts';
import { Draft } from './draft.ts';
import { optionsOf } from './options.ts';
import { isHostName } from './sample-value.ts';
import type { PairFiles } from './server-pairs.ts';
import type { Policy, TrustFiles } from './trust.ts';
import { locate, whereOf, type Work } from './work.ts';
import { splitWords, type Word } from './words.ts';

/** A line of a `crt-list`. */
export interface ListEntry {
	readonly policy: Policy;
	/** Names that it is for; empty: everybody whom no other line is for. */
	readonly names: readonly string[];
	/** `/etc/haproxy/crt-list:3` */
	readonly where: string;
}

/** A list as it is in the lab. */
export interface CrtList {
	readonly entries: readonly ListEntry[];
	/** The copy. */
	readonly path: string;
}

/** What is needed to copy a list. */
export interface CrtListParts {
	readonly work: Work;
	readonly trust: TrustFiles;
	readonly pair: (names: readonly string[]) => Promise<PairFiles>;
}

/** Copies a list with the lab's files in it. @throws UsageError where it cannot be read. */
export async function copyCrtList(
	written: string,
	inherited: Policy,
	line: ConfigLine,
	{ work, trust, pair }: CrtListParts,
): Promise<CrtList> {
	const path = locate(work, written);
	const text = readList(path, written, whereOf(work, line));
	work.files.add(path);
	const draft = new Draft(text);
	const entries: ListEntry[] = [];
	let from = 0;
	for (const [index, content] of text.split('\n').entries()) {
		const to = from + content.length;
		const parsed = parseLine(text, from, to);
		from = to + 1;
		if (parsed === null) continue;
		const policy = trust.replace(optionsOf(parsed.options), inherited, (option, replacement) =>
			draft.replace(option, replacement),
		);
		const names = namesOf(parsed.filters, parsed.certificate.value);
		const [ecdsa, rsa] = await pair(parsed.filters.length > 0 ? [] : names);
		draft.replace(parsed.certificate, ecdsa);
		// The same line once more, for the other kind of key.
		const again = new Draft(text.slice(0, to));
		again.replace({ from: 0, to: parsed.certificate.from }, '');
		again.replace(parsed.certificate, rsa);
		trust.replace(optionsOf(parsed.options), inherited, (option, it) => again.replace(option, it));
		draft.insertBehind({ to }, [again.apply().text]);
		entries.push({ policy, names, where: `${written}:${index + 1}` });
	}
	const copied = draft.apply();
	const copy = work.ground.sandbox.write(`crt-lists/${work.standIns.size}.txt`, copied.text);
	work.standIns.set(copy, written);
	work.lists.set(copy, copied);
	return { entries, path: copy };
}

interface ParsedLine {
	readonly certificate: Word;
	readonly options: readonly Word[];
	readonly filters: readonly Word[];
}

/** `certificate [ option … ] filter …`; `null` for a line without certificate. */
function parseLine(text: string, from: number, to: number): ParsedLine | null {
	const { words } = splitWords(text, from, to, {});
	const [certificate, ...rest] = words.flatMap(separateBrackets);
	if (certificate === undefined) return null;
	const open = rest.findIndex(({ value }) => value === '[');
	const close = rest.findIndex(({ value }) => value === ']');
	const options = open === 0 && close > 0 ? rest.slice(1, close) : [];
	return { certificate, options, filters: open === 0 && close > 0 ? rest.slice(close + 1) : rest };
}

/** Brackets may touch the words in them. */
function separateBrackets(word: Word): readonly Word[] {
	const part = ({ from, to }: Span): Word => ({
		from,
		to,
		value: word.value.slice(from - word.from, to - word.from),
	});
	const { from, to, value } = word;
	const opens = value.startsWith('[') && value.length > 1;
	const closes = value.endsWith(']') && value.length > 1;
	const inside = { from: from + (opens ? 1 : 0), to: to - (closes ? 1 : 0) };
	return [
		...(opens ? [part({ from, to: from + 1 })] : []),
		part(inside),
		...(closes ? [part({ from: to - 1, to })] : []),
	].filter((it) => it.value !== '');
}

/** `*` is for all names; `!name` is for none. Without filters the certificate has the names. */
function namesOf(filters: readonly Word[], certificate: string): readonly string[] {
	if (filters.length === 0) return nameOfFile(certificate);
	return filters
		.map(({ value }) => value.toLowerCase().replace(/^\*\.(?=.)/u, 'www.'))
		.filter((it) => isHostName(it));
}

/** The user's certificates are in one file with their keys: they are not opened. */
export function nameOfFile(path: string): readonly string[] {
	const [, stem = ''] = /([^/]+?)(?:\.(?:pem|crt|cer|rsa|ecdsa))*$/iu.exec(path) ?? [];
	return stem.includes('.') && isHostName(stem) ? [stem.toLowerCase()] : [];
}

function readList(path: string, written: string, where: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		throw new UsageError(
			`${where}: crt-list ${written} cannot be read`,
			'it says who is asked for certificates: put it beside the config',
			{
				cause: error,
			},
		);
	}
}
