/** What httpd itself says of a connection, from the logs that the lab has it write. Pure. */
import type { Said } from '../lab.ts';

/** What is logged of each request: microseconds, the client's port, the verdict of mod_ssl. */
export const accessLogFormat = String.raw`%{usec}t\t%{remote}p\t%{SSL_CLIENT_VERIFY}x`;

/**
 * One reason a connection: why its certificate was refused; else why the handshake or the request
 * was; else what the verdict on the certificate was.
 */
export function readSaid(errorLog: string, accessLog: string): readonly Said[] {
	const connections = new Map<number, Connection[]>();
	const at = (port: number, time: number): Connection => {
		const all = connections.get(port) ?? [];
		connections.set(port, all);
		// Ports come again: a connection is the last that began before.
		const known = all.findLast(({ begun }) => begun <= time + slackMs) ?? all[0];
		if (known !== undefined) return known;
		const made: Connection = { begun: time, said: [] };
		all.push(made);
		return made;
	};
	for (const { time, port, words } of errorsIn(errorLog)) {
		if (words.startsWith('AH01964')) {
			connections.set(port, [...(connections.get(port) ?? []), { begun: time, said: [] }]);
			continue;
		}
		const reason = reasonIn(words);
		if (reason !== null) at(port, time).said.push({ at: time, ...reason });
	}
	for (const line of accessLog.split('\n')) {
		const [usec = '', port = '', verdict = ''] = line.split('\t');
		const time = Number(usec) / 1000;
		if (verdict === '' || verdict === '-' || !Number.isFinite(time)) continue;
		at(Number(port), time).said.push({ at: time, weight: 0, reason: verdict });
	}
	return [...connections].flatMap(([port, all]) =>
		all.flatMap(({ said }): Said[] => {
			const [best] = said.toSorted((one, other) => other.weight - one.weight);
			return best === undefined ? [] : [{ port, at: best.at, reason: best.reason }];
		}),
	);
}

interface Connection {
	readonly begun: number;
	readonly said: (Reason & { readonly at: number })[];
}

interface Reason {
	/** What says more weighs more. */
	readonly weight: number;
	readonly reason: string;
}

interface Logged {
	/** Milliseconds since the epoch. */
	readonly time: number;
	readonly port: number;
	readonly words: string;
}

/** Lines of `errorLogFormat` about a client, with what follows them without a mark. */
function errorsIn(log: string): readonly Logged[] {
	const entries = log.split(/^lab\t/mu).slice(1);
	return entries.flatMap((entry) => {
		const [, written = '', client = '', ...words] = entry.split('\t');
		const port = /:(\d+)$/u.exec(client)?.[1];
		const time = localTime(written);
		if (port === undefined || time === null) return [];
		return [{ time, port: Number(port), words: words.join('\t').trim() }];
	});
}

/** `2026-11-21 13:03:01.754728`, as the clock on the wall shows it. */
function localTime(written: string): number | null {
	const [, date, milliseconds = '0'] = /^([\d-]+ [\d:]+)(\.\d{1,3})?/u.exec(written) ?? [];
	if (date === undefined) return null;
	const time = new Date(date.replace(' ', 'T')).getTime();
	return Number.isNaN(time) ? null : time + Number(`0${milliseconds}`) * 1000;
}

function reasonIn(words: string): Reason | null {
	for (const [weight, pattern] of patterns) {
		const reason = pattern.exec(words)?.[1];
		if (reason !== undefined) return { weight, reason: reason.trim().slice(0, 512) };
	}
	return null;
}

const patterns: readonly (readonly [weight: number, pattern: RegExp])[] = [
	[4, /^AH(?:02276|02039): Certificate Verification: Error \(\d+\): ([^[]+)/u],
	[4, /^AH02040: Certificate Verification: (Certificate Chain too long [^[]+)/u],
	[3, /SSL Library Error: error:[^:]*:[^:]*:[^:]*:([^\n[]+?)(?: -- |\n|$)/u],
	[2, /^AH0(?:2261|2262|2263): (Re-negotiation handshake failed[^\n[]*)/u],
	[1, /^(AH\d+: (?:client denied|Failed expression|user |access to|SSL[A-Za-z]+ )[^\n[]*)/u],
];

/** A request begins before its connection is said to be there, by the resolution of clocks. */
const slackMs = 5;
