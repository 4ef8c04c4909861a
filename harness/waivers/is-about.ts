/** What an entry of a waivers file is about, whatever became of it. Pure. */
import picomatch from 'picomatch';
import { family, type Variant } from '../../fixtures/variant.ts';
import { type Finding, isOfTarget } from '../finding.ts';
import type { Waiver } from './waiver.ts';

/** Whether an id, or its family, is one that the entry names: the globs of `--only`. */
export function namesId({ id }: Pick<Waiver, 'id'>): (of: string, inFamily: string) => boolean {
	const test = picomatch(id);
	return (of, inFamily) => test(of) || test(inFamily);
}

/** Whether a finding is one that the entry is about. */
export function isAbout(waiver: Waiver): (finding: Finding) => boolean {
	const isNamed = namesId(waiver);
	const isTarget = waiver.target === null ? anything : targetTest(waiver.target);
	const isPath = waiver.path === null ? anything : pathTest(waiver.path);
	return (finding) =>
		isNamed(finding.id, finding.family) &&
		isTarget(finding.target) &&
		(waiver.tls === null || waiver.tls === finding.tls) &&
		// What holds for the whole target is not waived for one of its paths.
		(waiver.path === null || !isOfTarget(finding)) &&
		isPath(finding.path);
}

/** Whether findings of a variant can have the path and the TLS version that the entry names. */
export function canConcern({ path, tls }: Waiver, variant: Variant): boolean {
	if (path !== null && isOfTarget({ family: family(variant) })) return false;
	return tls === null || (variant.kind !== 'offer' && variant.kind !== 'comparison');
}

/** A URL without a path is every target there; a glob may stand for the whole URL. */
function targetTest(given: string): (target: string) => boolean {
	const exact = spellings(given).slice(0, 2);
	const glob = picomatch(given, { dot: true });
	return (target) => spellings(target).some((it) => exact.includes(it) || glob(it));
}

/** As it is written, without a slash at the end, and where it is. */
function spellings(url: string): readonly string[] {
	if (!URL.canParse(url)) return [url];
	const { href, origin, pathname, search } = new URL(url);
	const isOrigin = pathname === '/' && search === '';
	return isOrigin ? [href, origin, url] : [href, href, url, origin];
}

function pathTest(given: string): (path: string) => boolean {
	const glob = picomatch(given, { dot: true });
	return (path) => path === given || glob(path);
}

function anything(): boolean {
	return true;
}
