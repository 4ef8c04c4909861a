/** What a change of a verdict means, in words that titles of variants can follow. Pure. */
import { type Finding, isOfTarget } from '../finding.ts';

/** What a target that now accepts does. */
export function nowAccepts(finding: Finding): string {
	const { expected, family, title } = finding;
	if (isCheck(finding)) return `holds now: ${title}`;
	if (family === 'protocol') return `agrees to it: ${title}`;
	switch (expected) {
		case 'reject':
			return `lets in: ${title}`;
		case 'accept':
			return `no longer refuses: ${title}`;
		case 'either':
			return `accepts: ${title}`;
	}
}

/** What a target that now rejects does. */
export function nowRejects(finding: Finding): string {
	const { expected, family, title } = finding;
	if (isCheck(finding)) return `no longer holds: ${title}`;
	if (family === 'protocol') return `no longer agrees to it: ${title}`;
	return expected === 'reject' ? `keeps out: ${title}` : `refuses: ${title}`;
}

/** Whether it looks at the target instead of showing it something. */
export function isCheck(finding: Pick<Finding, 'family' | 'expected'>): boolean {
	return isOfTarget(finding) && finding.expected === 'accept';
}
