import { UsageError } from '../usage-error.ts';

export interface Bounds {
	readonly least: number;
	readonly most: number;
	/** What is counted, for messages: `milliseconds`, `probes at a time`. */
	readonly unit: string;
}

/** A whole number within bounds. @throws UsageError */
export function parseCount(option: string, text: string, { least, most, unit }: Bounds): number {
	const value = /^\d{1,12}$/u.test(text.trim()) ? Number(text) : Number.NaN;
	if (value >= least && value <= most) return value;
	throw new UsageError(
		`${option} ${JSON.stringify(text)}: expected ${unit}, a whole number from ${least} to ${most}`,
	);
}

/** Connections a second from `20/s`. @throws UsageError */
export function parseRate(option: string, text: string): number {
	const [, number] = /^(\d{1,6}(?:\.\d{1,3})?)\/s$/u.exec(text.trim()) ?? [];
	const rate = Number(number);
	if (rate >= leastRate && rate <= mostRate) return rate;
	throw new UsageError(
		`${option} ${JSON.stringify(text)}: expected connections a second, as in 20/s`,
		`from ${leastRate}/s to ${mostRate}/s`,
	);
}

/** A TCP port. @throws UsageError */
export function parsePort(option: string, text: string): number {
	return parseCount(option, text, { least: 1, most: 65_535, unit: 'a port' });
}

/** A number of intermediates. @throws UsageError */
export function parseVerifyDepth(text: string): number {
	return parseCount('--verify-depth', text, { least: 0, most: deepest, unit: 'intermediates' });
}

/** With one more and the end entity it is within the hundred certificates that OpenSSL reads. */
const deepest = 90;
/** Slower than one in a hundred seconds no run ends; faster than this no client is. */
const [leastRate, mostRate] = [0.01, 100_000];
