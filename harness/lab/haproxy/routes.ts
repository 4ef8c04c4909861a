/** Names and paths that a frontend tells apart. */
import { readFileSync } from 'node:fs';
import type { LabLocation } from '../lab.ts';
import { type Test, testsOf } from './acl.ts';
import { type Section, valuesOf, withDefaults } from './config.ts';
import { sightOf } from './look-at.ts';
import { matchingOf, sampleHost, samplePath } from './sample-value.ts';
import { locate, whereOf, type Work } from './work.ts';

/** Names that conditions and maps speak of, in the order of the config. */
export function hostsOf(sections: readonly Section[], work: Work): readonly string[] {
	const hosts = testsOf(sections)
		.filter((test) => sightOf(test) === 'host')
		.flatMap((test) => valuesIn(test, work).map((value) => sampleHost(value, matchingOf(test))));
	const mapped = sections
		.flatMap((section) => withDefaults(section).flatMap((it) => it.lines))
		.flatMap((line) => valuesOf(line))
		.flatMap((value) => mapOfHosts.exec(value)?.[1] ?? [])
		.flatMap((file) => keysOf(file, work).map((key) => sampleHost(key, 'str')));
	return [...new Set([...hosts, ...mapped])].filter((it) => it !== null);
}

/** A path for each condition on paths; `/` first. */
export function locationsOf(
	section: Section,
	sections: readonly Section[],
	work: Work,
	acceptIf: LabLocation['acceptIf'],
): readonly LabLocation[] {
	const locations: LabLocation[] = [
		{
			path: '/',
			written: `${section.kind} ${section.name}`.trim(),
			where: whereOf(work, section.head),
			acceptIf,
		},
	];
	const add = (path: string | null, written: string, where: string): void => {
		if (path === null || locations.some((it) => it.path === path)) return;
		locations.push({ path, written, where, acceptIf });
	};
	for (const line of sections.flatMap((it) => withDefaults(it).flatMap(({ lines }) => lines))) {
		const values = valuesOf(line);
		const [keyword, first = '', second = ''] = values;
		if (keyword === 'monitor-uri')
			add(samplePath(first, 'str'), values.join(' '), whereOf(work, line));
		if (keyword === 'stats' && first === 'uri') {
			add(samplePath(second, 'str'), values.join(' '), whereOf(work, line));
		}
	}
	for (const test of testsOf(sections)) {
		if (sightOf(test) !== 'path') continue;
		for (const value of valuesIn(test, work)) {
			add(pathOf(value, test), test.written, whereOf(work, test.line));
		}
	}
	const left = locations.splice(mostLocations);
	if (left.length > 0) {
		work.notes.push(
			`${whereOf(work, section.head)}: ${left.length} more paths are not asked, from ${left[0]?.path} on`,
		);
	}
	return locations;
}

/** `base` is the name and the path in one. */
function pathOf(value: string, test: Test): string | null {
	const path = test.fetch.startsWith('base') ? value.replace(/^[^/]*/u, '') : value;
	return samplePath(path.replace(/^https?:\/\/[^/]*/u, ''), matchingOf(test));
}

/** Values of a test, those in files included. */
export function valuesIn({ values, files }: Test, work: Work): readonly string[] {
	return [...values, ...files.flatMap((file) => keysOf(file, work))];
}

/** The first words of the lines of a file of patterns or of a map. */
export function keysOf(file: string, work: Work): readonly string[] {
	try {
		return readFileSync(locate(work, file), 'utf8')
			.split('\n')
			.map((line) => line.trim().split(/\s+/u)[0] ?? '')
			.filter((key) => key !== '' && !key.startsWith('#'))
			.slice(0, mostKeys);
	} catch {
		// HAProxy itself says that it is not there.
		return [];
	}
}

const mapOfHosts = /(?:hdr(?:_dom)?\(host\)|ssl_fc_sni|ssl_sni)[^\]]*,map\w*\(([^,)]+)/iu;
const mostKeys = 16;
const mostLocations = 24;
