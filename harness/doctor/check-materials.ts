import { X509Certificate } from 'node:crypto';
import type { RunOptions } from '../options.ts';
import type { UsageError } from '../usage-error.ts';
import { type Check, ok, problem, warning } from './check.ts';

/** Whether what the user gave can be used, and for how long. Files and keys were held together before. */
export function checkMaterials(
	{ materials }: Pick<RunOptions, 'materials'>,
	unusable: UsageError | null,
	now: Date,
): Check {
	if (unusable !== null) {
		const todo = unusable.hint === null ? [] : [unusable.hint];
		return problem('materials', unusable.message, ...todo, withoutAny);
	}
	const { valid, clientCa, prepared, refused } = materials;
	const dated = [
		...certificate('--cert', valid?.chain[0], now),
		...certificate('--client-ca', clientCa?.certificates[0], now),
		...(prepared === null
			? []
			: [describe('--credentials', `${prepared.byId.size} variants`, prepared.notAfter, now)]),
		...refused.flatMap(({ credential }) => certificate('--refused-cert', credential.chain[0], now)),
	];
	// That there is no valid credential is said where it shows.
	if (dated.length === 0) return ok('materials', 'none were given');
	const says = dated.map(({ text }) => text).join('; ');
	const ending = dated.filter(({ days, isShort }) => days < soonDays && !isShort);
	if (ending.length === 0) return ok('materials', says);
	return warning(
		'materials',
		says,
		`renew ${ending.map(({ option }) => option).join(' and ')} in time`,
	);
}

interface Dated {
	readonly option: string;
	readonly text: string;
	readonly days: number;
	/** Made for less than two weeks on purpose. */
	readonly isShort: boolean;
}

function certificate(option: string, der: Buffer | undefined, now: Date): readonly Dated[] {
	if (der === undefined) return [];
	const it = new X509Certificate(der);
	const issuer = it.subject === it.issuer ? 'self-signed' : `issued by ${name(it.issuer)}`;
	const who = `${name(it.subject)}, ${issuer}`;
	const lifetime = daysBetween(new Date(it.validFrom), new Date(it.validTo));
	return [{ ...describe(option, who, new Date(it.validTo), now), isShort: lifetime < soonDays }];
}

function describe(option: string, who: string, notAfter: Date, now: Date): Dated {
	const days = daysBetween(now, notAfter);
	const left =
		days >= 2
			? `${Math.floor(days)} days left`
			: `${Math.max(1, Math.floor(days * 24))} hours left`;
	return { option, text: `${option} (${who}): ${left}`, days, isShort: true };
}

/** The most telling part of a subject as Node writes it: an attribute a line. */
function name(subject: string | undefined): string {
	const parts = (subject ?? '').split('\n').filter((part) => part !== '');
	return parts.find((part) => part.startsWith('CN=')) ?? parts.at(-1) ?? 'nobody';
}

function daysBetween(from: Date, to: Date): number {
	return (to.getTime() - from.getTime()) / 86_400_000;
}

const soonDays = 14;
const withoutAny = 'what follows was looked at without any of them';
