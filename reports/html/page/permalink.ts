/** Addresses of findings that stay the same from run to run: `#/finding/<id>/<tls>/<path>`. */
import type { PageFinding } from '../page-data.ts';
import type { Report } from './report.ts';

export type Hash = `#/${string}`;

export interface Permalinks {
	/** The shortest that is unique in this report. */
	readonly of: (index: number) => Hash;
	/** What an address means here; none where it means nothing. */
	readonly find: (hash: string) => readonly number[];
}

/** The target is named only where the report has several, the server_name likewise. */
export function permalinks(report: Report): Permalinks {
	const { findings } = report.data;
	const full = new Map<string, number[]>();
	const short = new Map<string, number[]>();
	const add = (map: Map<string, number[]>, key: string, index: number): void => {
		const known = map.get(key);
		if (known === undefined) map.set(key, [index]);
		else known.push(index);
	};
	for (const [index, finding] of findings.entries()) {
		add(full, address(report, finding, true, true), index);
		add(short, address(report, finding, false, false), index);
	}
	return {
		of: (index) => {
			const finding = findings[index];
			if (finding === undefined) return '#/';
			return address(report, finding, report.hasTargets, report.hasNames);
		},
		find: (hash) => {
			const { base, target, name } = parts(hash);
			const isAsked = (index: number): boolean => {
				const finding = findings[index];
				if (finding === undefined) return false;
				const place = report.placeOf(finding);
				return (
					(target === null || place.target === target) &&
					(name === null || place.servername === name)
				);
			};
			return full.get(normal(hash)) ?? (short.get(base) ?? []).filter(isAsked);
		},
	};
}

function address(
	report: Report,
	finding: PageFinding,
	withTarget: boolean,
	withName: boolean,
): Hash {
	const { target, servername, path } = report.placeOf(finding);
	const { id } = report.variantOf(finding);
	const query = new URLSearchParams();
	if (finding.instance !== null) query.set('instance', finding.instance);
	if (withTarget) query.set('target', target);
	if (withName) query.set('name', servername);
	const asked = query.size === 0 ? '' : `?${query}`;
	return `#/finding/${slashed(id)}/${finding.tls ?? 'any'}/${slashed(path.replace(/^\//u, ''))}${asked}`;
}

/** The parts of an address that others may leave out or have more of. */
function parts(hash: string): {
	readonly base: string;
	readonly target: string | null;
	readonly name: string | null;
} {
	const [path = '', search = ''] = normal(hash).split('?');
	const query = new URLSearchParams(search);
	const target = query.get('target');
	const name = query.get('name');
	query.delete('target');
	query.delete('name');
	return { base: query.size === 0 ? path : `${path}?${query}`, target, name };
}

/** As `address` writes it: mail programs and chats encode some characters and not others. */
function normal(hash: string): string {
	const [path = '', search] = hash.split(/\?(.*)/su);
	const decoded = path.split('/').map((part) => encodeURIComponent(decode(part)));
	return search === undefined
		? `#/${decoded.slice(1).join('/')}`
		: `#/${decoded.slice(1).join('/')}?${new URLSearchParams(search)}`;
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

function slashed(text: string): string {
	return text.split('/').map(encodeURIComponent).join('/');
}
