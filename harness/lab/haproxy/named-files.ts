/** Files that lines name beside those of TLS: they are found, or stood in for. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isFile } from '../config/on-this-machine.ts';
import { type ConfigLine, valuesOf } from './config.ts';
import { quoted } from './surroundings.ts';
import { locate, note, standIn, type Work } from './work.ts';

/** Leads names to where the files are. HAProxy itself says which are missing. */
export function leadToFiles(work: Work): void {
	for (const { kind, lines } of work.config.sections) {
		if (kind === 'userlist') continue;
		for (const line of lines) {
			if (replaceErrorFile(line, work)) continue;
			const [keyword = ''] = valuesOf(line);
			if (named.has(keyword)) continue;
			for (const word of line.words.slice(1)) {
				const found = word.value.replaceAll(pathInside, (path) => pathOf(path, work));
				if (found !== word.value) work.draft.replace(word, quoted(found));
			}
		}
	}
}

/** A page for errors is no matter of certificates: where it is missing, the lab's own is shown. */
function replaceErrorFile(line: ConfigLine, work: Work): boolean {
	const [keyword, status = '', path = ''] = valuesOf(line);
	const word = line.words[2];
	if (keyword !== 'errorfile' || word === undefined) return false;
	const found = locate(work, path);
	if (existsSync(found)) {
		work.files.add(found);
		if (found !== resolve(work.ground.cwd, path)) work.draft.replace(word, quoted(found));
		return true;
	}
	const head = ['HTTP/1.0 ', status, ' Error\r\nCache-Control: no-cache\r\nConnection: close\r\n'];
	const page = `${head.join('')}Content-Type: text/plain\r\n\r\nerror ${status}\n`;
	const copy = standIn(work, path, work.ground.sandbox.write(`errors/${status}.http`, page));
	work.draft.replace(word, copy);
	note(work, line, `${path} is not there: a plain page stands in for it`);
	return true;
}

function pathOf(written: string, work: Work): string {
	const found = locate(work, written);
	if (!isFile(found)) return written;
	work.files.add(found);
	return found === resolve(work.ground.cwd, written) ? written : found;
}

/** A path as a whole word, or as the first argument of a converter (`map(/etc/haproxy/hosts.map)`). */
const pathInside = /(?<=^|map\w*\()[^\s(),{}%]*[./][^\s(),{}%]*(?=$|[,)])/gu;

/** What other parts replace. */
const named: ReadonlySet<string> = new Set([
	'bind',
	'server',
	'server-template',
	'default-server',
	'default-path',
	'chroot',
	'pidfile',
	'log',
	'log-format',
	'log-format-sd',
	'error-log-format',
	'ca-base',
	'crt-base',
	'peer',
	'nameserver',
	'mailer',
	'setenv',
	'presetenv',
	'stats',
]);
