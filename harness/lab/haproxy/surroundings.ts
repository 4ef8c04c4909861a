/** What ties a config to its machine: rights, sockets, other hosts. Left out, or led to loopback. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ConfigLine, type Section, valuesOf } from './config.ts';
import { locate, note, type Work } from './work.ts';

/** Edits all sections but the proxies. */
export async function replaceSurroundings(work: Work): Promise<void> {
	for (const section of work.config.sections) {
		if (leftSections.has(section.kind)) {
			for (const line of [section.head, ...section.lines]) work.draft.blank(line);
			if (section.kind === 'program' || section.kind === 'log-forward') {
				note(work, section.head, `the ${section.kind} section is left out`);
			}
		}
		if (section.kind === 'global') {
			for (const line of section.lines) replaceGlobal(line, work);
		}
		if (section.kind === 'peers') await replacePeers(section, work);
		if (section.kind === 'resolvers' || section.kind === 'mailers') leadNowhere(section, work);
	}
	if (!work.program.isSince('2.0')) return;
	const global = work.config.sections.find(({ kind }) => kind === 'global');
	// Who may not open as many files as `maxconn` needs is told so, and HAProxy starts all the same.
	if (global !== undefined) work.draft.insertBehind(global.head, ['\tno strict-limits']);
}

function replaceGlobal(line: ConfigLine, work: Work): void {
	const [keyword = '', argument = ''] = valuesOf(line);
	const path = line.words[1];
	if (leftGlobals.has(keyword) || (keyword === 'stats' && argument === 'socket')) {
		work.draft.blank(line);
	} else if (keyword === 'ssl-dh-param-file' && !existsSync(locate(work, argument))) {
		note(work, line, `${argument} is not there: HAProxy uses parameters of its own`);
		work.draft.blank(line);
	} else if (keyword === 'default-path' && path !== undefined) {
		// Relative to a file that lies elsewhere now.
		if (argument === 'config') work.draft.replace(path, `origin ${quoted(work.folder)}`);
		if (argument === 'parent') {
			work.draft.replace(path, `origin ${quoted(resolve(work.folder, '..'))}`);
		}
	}
}

/** Every peer is a port of loopback: one of them is HAProxy itself, by the name of the machine. */
async function replacePeers(section: Section, work: Work): Promise<void> {
	for (const line of section.lines) {
		const keyword = line.words[0].value;
		const address = line.words[keyword === 'bind' ? 1 : 2];
		if (!['peer', 'server', 'bind'].includes(keyword)) continue;
		if (address === undefined) continue;
		work.draft.replace(address, `127.0.0.1:${await work.port()}`);
		const last = line.words.at(-1);
		// Nobody is there to speak TLS with.
		if (last !== undefined && last !== address) {
			work.draft.replace({ from: address.to, to: last.to }, '');
		}
	}
}

function leadNowhere(section: Section, work: Work): void {
	for (const line of section.lines) {
		const keyword = line.words[0].value;
		const address = line.words[2];
		if (keyword === 'parse-resolv-conf') work.draft.blank(line);
		if (!['nameserver', 'mailer'].includes(keyword) || address === undefined) continue;
		// The discard port: nobody listens there (RFC 863).
		work.draft.replace(address, '127.0.0.1:9');
	}
}

/** A word that HAProxy reads as it is. */
export function quoted(text: string): string {
	return /^[\w./:@-]+$/u.test(text) ? text : `"${text.replaceAll(/["\\$]/gu, String.raw`\$&`)}"`;
}

const leftSections: ReadonlySet<string> = new Set([
	'program',
	'ring',
	'log-forward',
	'log-profile',
	'crt-store',
	'acme',
	'traces',
]);

const leftGlobals: ReadonlySet<string> = new Set(
	`daemon master-worker user group uid gid chroot pidfile log log-tag log-send-hostname ulimit-n
	unix-bind setcap server-state-file server-state-base cpu-map cpu-policy strict-limits
	wurfl-data-file quiet zero-warning external-check insecure-fork-wanted
	insecure-setuid-wanted`.split(/\s+/u),
);
