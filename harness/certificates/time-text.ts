import { type Asn1, contents } from '../../fixtures/pki/der.ts';

/**
 * A Time as ISO 8601 to the second where it has the form that RFC 5280 §4.1.2.5 asks for. Otherwise what
 * is written, with its type. @throws Error when it is none.
 */
export function timeText(time: Asn1): string {
	const written = contents(time).toString('latin1');
	const type = typeNames.get(time.type) ?? `type ${time.type}`;
	const odd = `${written} (${type})`;
	const [, year = '', month, day, hour, minute, second] =
		/^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/u.exec(written) ?? [];
	// UTCTime is of 1950 to 2049, and GeneralizedTime of what lies outside.
	const full = year.length === 2 ? `${Number(year) < 50 ? '20' : '19'}${year}` : year;
	const isUtcTime = time.type === 23 && year.length === 2;
	const isGeneralized = time.type === 24 && year.length === 4 && isOutside(Number(year));
	if (!isUtcTime && !isGeneralized) return odd;
	const text = `${full}-${month}-${day}T${hour}:${minute}:${second}Z`;
	const date = new Date(text);
	// A day that the month has not is taken for one of the next.
	const isDate =
		!Number.isNaN(date.getTime()) && date.toISOString() === `${text.slice(0, -1)}.000Z`;
	return isDate ? text : odd;
}

function isOutside(year: number): boolean {
	return year < 1950 || year > 2049;
}

/** X.680 §8.6, table 1. */
const typeNames: ReadonlyMap<number, string> = new Map([
	[23, 'UTCTime'],
	[24, 'GeneralizedTime'],
]);
