/** A certificate as labelled lines. Nothing here is escaped yet. */
import type { CertificateSummary } from '../../harness/observation.ts';
import type { Fact } from './page-data.ts';

/** In the order in which they are read; `at` is when the run began. */
export function certificateFields(summary: CertificateSummary, at: Date): readonly Fact[] {
	const { notBefore, notAfter, version, serial, unreadable } = summary;
	return [
		['subject', summary.subject ?? unread],
		['issuer', issuerText(summary)],
		['not before', withRelation(notBefore, at)],
		['not after', withRelation(notAfter, at)],
		['key', summary.keyAlgorithm ?? unread],
		['signature', summary.signatureAlgorithm ?? unread],
		...Object.entries(summary.extensions),
		['version', version === null ? unread : String(version)],
		['serial number', serial === null ? unread : serialText(serial)],
		['size', `${summary.size} octets`],
		...(unreadable === undefined ? [] : [['not readable', unreadable] as const]),
	];
}

/** Time to the start of the run in words: `2 days after`. */
export function relation(time: string, at: Date): string {
	const ms = new Date(time).getTime() - at.getTime();
	if (!isoTime.test(time) || Number.isNaN(ms)) return '';
	const size = Math.abs(ms);
	const [unit, name] = units.find(([least]) => size >= least * 1.5) ?? [1000, 'second'];
	const count = Math.round(size / unit);
	return `${count} ${name}${count === 1 ? '' : 's'} ${ms < 0 ? 'before' : 'after'} the run began`;
}

function withRelation(time: string | null, at: Date): string {
	if (time === null) return unread;
	const words = relation(time, at);
	return words === '' ? time : `${time}, ${words}`;
}

function issuerText({ subject, issuer }: CertificateSummary): string {
	if (issuer === null) return unread;
	return issuer === subject ? `${issuer} (itself)` : issuer;
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets. */
function serialText(serial: string): string {
	const octets = serial.length / 2;
	if (octets === 0) return '(no octets)';
	if (/^0+$/u.test(serial)) return `${serial} (zero)`;
	if (Number.parseInt(serial.slice(0, 2), 16) >= 0x80) return `${serial} (negative)`;
	return octets > 20 ? `${serial} (${octets} octets)` : serial;
}

const unread = '(could not be read)';
const isoTime = /^\d{4}-\d\d-\d\dT/u;
const units: readonly (readonly [ms: number, name: string])[] = [
	[365.25 * 86_400_000, 'year'],
	[86_400_000, 'day'],
	[3_600_000, 'hour'],
	[60_000, 'minute'],
	[1000, 'second'],
];
