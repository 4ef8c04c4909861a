/** Who the server is and where it writes: nothing outside of the sandbox. */
import { textOf } from '../config/on-this-machine.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Directive } from './config-tree.ts';
import { allScopes, type Scopes } from './scopes.ts';

/** The log of the lab's own, read by `said`. */
export const errorLogName = 'lab-errors.log';
/** The log of requests, read by `said`, too. */
export const accessLogName = 'lab-requests.log';

/** What the lab says itself of each error: a mark, the level, the time, the client, the words. */
export const errorLogFormat = String.raw`lab\t%l\t%{cu}t\t%{c}a\t%M`;

/** The last level of it, so that what was verified is said with its reason. */
export const logLevel = 'ssl:info';

/** Edits of everything that has to do with the process. `hasTls`: mod_ssl is loaded. */
export function editProcess(scopes: Scopes, sandbox: Sandbox, hasTls: boolean): void {
	for (const scope of allScopes(scopes)) {
		for (const { node } of scope.directives) {
			if (leftOut.has(node.name)) node.file.replace(node, '');
			else if (node.name === 'loglevel' && hasTls) node.file.insert(node.end, ` ${logLevel}`);
			else if (logs.has(node.name)) inLogs(node, sandbox);
			else if (folders.has(node.name)) inFolder(node, sandbox);
		}
	}
}

/** What is said once, in front of the config or behind it; and what the lab has its own of. */
const leftOut = new Set([
	'serverroot',
	'defaultruntimedir',
	'pidfile',
	'lockfile',
	'acceptmutex',
	'scoreboardfile',
	'coredumpdirectory',
	'mutex',
	'user',
	'group',
	'chrootdir',
	'suexecusergroup',
	'errorlog',
	'errorlogformat',
]);

/** Logs of the user's own, piped ones too. */
const logs = new Set(['globallog', 'customlog', 'transferlog', 'forensiclog']);

/** The files and folders that modules write. */
const folders = new Set([
	'cacheroot',
	'cachelockpath',
	'davlockdb',
	'davgenericlockdb',
	'scriptsock',
	'scriptlog',
	'secauditlog',
	'secauditlogstoragedir',
	'secdebuglog',
	'secdatadir',
	'sectmpdir',
	'secuploaddir',
	'modpagespeedfilecachepath',
	'wsgisocketprefix',
	'fcgidipcdir',
	'fcgidprocesstablefile',
	'mdstoredir',
	'heartbeatstorage',
	'authdigestshmemfile',
	'rewritelog',
]);

/** What follows the name of the log stays as it is. */
function inLogs({ file, name, words, line }: Directive, sandbox: Sandbox): void {
	const [word] = words;
	if (word !== undefined)
		file.replace(word, JSON.stringify(`${sandbox.makeFolder('logs')}/${name}-${line}`));
}

function inFolder({ file, name, words, line }: Directive, sandbox: Sandbox): void {
	const [word] = words;
	if (word === undefined) return;
	const folder = sandbox.makeFolder(`written/${name}-${line}`);
	const isFolder = /(?:root|dir|path)$/u.test(name);
	file.replace(word, JSON.stringify(isFolder ? folder : `${folder}/file`));
}

/** Whom a server that is started as root serves as: root itself is refused by httpd. */
export function userOfWorkers(given: string | null): string | null {
	const known = new Set(
		readPasswords()
			.split('\n')
			.map((line) => line.split(':')[0] ?? ''),
	);
	const wanted = [given, 'www-data', 'apache', 'httpd', 'daemon', 'nobody'];
	return wanted.find((name) => name !== null && name !== 'root' && known.has(name)) ?? null;
}

/** The primary group of a user, as httpd takes it. */
export function groupOf(user: string): string {
	const line = readPasswords()
		.split('\n')
		.find((it) => it.startsWith(`${user}:`));
	return `#${line?.split(':')[3] ?? '65534'}`;
}

function readPasswords(): string {
	return textOf('/etc/passwd') ?? '';
}
