/** What a lab was made of: the locations of the config and who gets there, and its notes. */
import type { LocationSummary, Run } from '../harness/finding.ts';
import { printable } from './escape.ts';
import { hanging, reportWidth, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** A table for each target that was surveyed. */
export function renderLocations({ targets }: Run, colors: Style): readonly (readonly string[])[] {
	return targets.flatMap(({ url, locations }) =>
		locations === undefined || locations.length === 0
			? []
			: [[colors.bold(`who gets where at ${printable(url, 300)}`), ...table(locations, colors)]],
	);
}

/** What was replaced or left out, and what could not be tested. */
export function renderNotes({ lab }: Run, colors: Style): readonly string[] {
	if (lab === undefined || lab.notes.length === 0) return [];
	return [
		colors.bold(`notes on ${printable(lab.source, 200)}`),
		...lab.notes.flatMap((note) => hanging('  - ', printable(note))),
	];
}

function table(locations: readonly LocationSummary[], colors: Style): readonly string[] {
	const cells = locations.map((it) => ({
		path: printable(it.path, 150),
		access: accessText(it),
		written: `${printable(it.written, 150)} (${printable(it.where, 150)})`,
		...{ because: printable(it.because, 300), location: it },
	}));
	const widest = (of: (cell: (typeof cells)[number]) => string, most: number): number =>
		Math.min(most, Math.max(...cells.map((cell) => of(cell).length)));
	const paths = widest(({ path }) => path, 32);
	const accesses = widest(({ access }) => access, 30);
	return cells.flatMap(({ path, access, written, because, location }, index) => {
		const head = `${path.padEnd(paths)}  ${access.padEnd(accesses)}`;
		const [first = '', ...more] = wrap(written, Math.max(30, reportWidth - head.length - 6));
		const indent = ' '.repeat(head.length + 6);
		return [
			`  ${accessSign(location, colors)} ${head}  ${first}`.trimEnd(),
			...more.map((line) => indent + line),
			// Once for all that follow each other and were answered alike.
			...(cells[index + 1]?.because === because
				? []
				: wrap(because, reportWidth - 6).map((line) => colors.dim(`      ${line}`))),
		];
	});
}

function accessText({ access, tested }: LocationSummary): string {
	const words = access.replaceAll('-', ' ');
	return access === 'protected' && !tested ? `${words}, not tested` : words;
}

function accessSign({ access, tested }: LocationSummary, colors: Style): string {
	switch (access) {
		case 'protected':
			return tested ? colors.green('✓') : colors.yellow('!');
		case 'open':
		case 'same-for-everybody':
			return colors.yellow('!');
		case 'closed':
		case 'unknown':
			return colors.magenta('?');
	}
}
