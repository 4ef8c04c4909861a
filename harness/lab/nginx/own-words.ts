/** nginx's error lines, in the user's own names and lines. */
import { basename } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import type { Bench } from './bench.ts';
import { variablesIn } from './condition.ts';
import { argument, whereOf } from './directive.ts';
import { moduleFile } from './modules.ts';
import { named, walk } from './tree.ts';

/** What nginx said against a config, as the one line that a user gets. */
export function refusal(bench: Bench, said: string, named: string): UsageError {
	const lines = said.trim().split('\n');
	const line = lines.find((it) => /\[(?:emerg|crit|alert)\]/u.test(it)) ?? lines.at(-1) ?? '';
	const message = translate(bench, line.replace(/^.*\[(?:emerg|crit|alert)\](?: \d+#\d+:)? /u, ''));
	const [, text = '', place = ''] = /^(.*) in (\S+:\d+)$/u.exec(message) ?? [];
	const where = place === '' ? (placeOf(bench, message) ?? named) : place;
	const shown = `${where}: ${place === '' ? message : text}`;
	return new UsageError(shown.slice(0, longest), hintFor(message, bench));
}

/** nginx does not always say where. Then it is what names the same value, or the same directive. */
function placeOf({ top }: Bench, message: string): string | null {
	const values = [...message.matchAll(/"([^"]+)"/gu)].map(([, value = '']) => value);
	const words = new Set(message.match(/\w+/gu));
	const all = [...walk(top)].map(({ directive }) => directive);
	const found =
		all.find(({ args }) => args.some(({ value }) => values.includes(value))) ??
		all.find(({ args }) =>
			args.some(({ value }) => variablesIn(value).some((it) => values.includes(it))),
		) ??
		all.find(({ name }) => name.includes('_') && words.has(name));
	return found === undefined ? null : whereOf(found);
}

function translate({ conf, ground, standsFor }: Bench, message: string): string {
	let text = message;
	const places = [
		...conf.files.map((file) => [`${ground.sandbox.folder}/${file.copy}`, file.shown] as const),
		...standsFor,
	];
	// The longest first: one may begin another.
	for (const [ours, theirs] of places.toSorted(([a], [b]) => b.length - a.length)) {
		text = text.replaceAll(ours, theirs);
	}
	return text;
}

function hintFor(message: string, bench: Bench): string | null {
	const { program, conf, top } = bench;
	const [, variable] = /unknown "(\w+)" variable/u.exec(message) ?? [];
	if (conf.files.some(({ text }) => text.toLowerCase().includes(`\${${variable}}`))) {
		return 'a template for envsubst is filled first, and then tested';
	}
	if (conf.files.some(({ text }) => text.startsWith(byteOrderMark))) {
		return 'the file begins with a byte order mark (U+FEFF), which nginx takes for a part of the word';
	}
	if (!message.includes('unknown directive') && !message.includes('invalid parameter')) return null;
	const missing = named(top, 'load_module')
		.map(({ directive }) => argument(directive, 0))
		.filter((it) => moduleFile(it, program) === null);
	return missing.length > 0
		? `this nginx has no ${missing.map((it) => basename(it)).join(', ')}`
		: `this is nginx ${program.version} (${basename(program.command)}); another one is named with --binary`;
}

const byteOrderMark = '\u{FEFF}';

const longest = 1000;
