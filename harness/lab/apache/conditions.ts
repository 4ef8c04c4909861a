/** What `<IfDefine>`, `<IfModule>` and their like ask, answered as httpd does while it reads. */
import { existsSync } from 'node:fs';
import type { Section } from './config-tree.ts';

/** What is known at a place of the config. */
export interface Known {
	readonly defines: ReadonlyMap<string, string | null>;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Names of modules in either form: `ssl_module`, `mod_ssl.c`. */
	readonly modules: ReadonlySet<string>;
	readonly version: string;
	/** Absolute path of a file that the config names. */
	readonly locate: (name: string) => string;
}

/** Sections that only say whether what is in them is read. */
export function isCondition({ name }: Pick<Section, 'name'>): boolean {
	return conditions.has(name);
}

const conditions = new Set([
	'ifdefine',
	'ifmodule',
	'ifversion',
	'iffile',
	'ifdirective',
	'ifsection',
]);

/** Whether the section of a condition is read. */
export function holds({ name, values }: Section, known: Known): boolean {
	const [first = '', second] = values;
	const isNot = first.startsWith('!');
	const asked = isNot ? first.slice(1) : first;
	switch (name) {
		case 'ifdefine':
			return known.defines.has(asked) !== isNot;
		case 'ifmodule':
			return known.modules.has(asked) !== isNot;
		case 'iffile':
			return existsSync(known.locate(asked)) !== isNot;
		case 'ifversion':
			return second === undefined
				? versionHolds('=', first, known.version)
				: versionHolds(first, second, known.version);
		default:
			// Nobody but the server knows its directives; those of the usual modules are there.
			return !isNot;
	}
}

function versionHolds(operator: string, asked: string, version: string): boolean {
	const isNot = operator.startsWith('!');
	const plain = isNot ? operator.slice(1) : operator;
	return compared(plain, asked, version) !== isNot;
}

function compared(operator: string, asked: string, version: string): boolean {
	if (operator === '~' || /^\/.*\/$/u.test(asked)) {
		return matches(asked.replace(/^\/(.*)\/$/u, '$1'), version);
	}
	const order = compareVersions(version, asked);
	switch (operator) {
		case '>':
			return order > 0;
		case '>=':
			return order >= 0;
		case '<':
			return order < 0;
		case '<=':
			return order <= 0;
		default:
			return order === 0;
	}
}

function matches(pattern: string, version: string): boolean {
	try {
		return new RegExp(pattern, 'u').test(version);
	} catch {
		return false;
	}
}

/** Parts that `asked` leaves out count as 0, as in mod_version. */
function compareVersions(version: string, asked: string): number {
	const own = version.split('.').map(Number);
	const other = asked.split('.').map(Number);
	for (let at = 0; at < 3; at += 1) {
		const difference = (own[at] ?? 0) - (other[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** The text with `${NAME}` filled in: what is defined wins over the environment; else it stays. */
export function fillIn(text: string, { defines, env }: Pick<Known, 'defines' | 'env'>): string {
	return text.replaceAll(
		/\$\{([^}]+)\}/gu,
		(written, name: string) => defines.get(name) ?? env[name] ?? written,
	);
}

/** The two names under which a module is known, from either. */
export function moduleNames(name: string): readonly string[] {
	const source = /^(?:mod_)?(\w+)\.c$/u.exec(name)?.[1];
	const short = source ?? name.replace(/_module$/u, '');
	const mpm = /^(?:mpm_)?(event|worker|prefork)$/u.exec(short)?.[1];
	if (mpm !== undefined) return [`mpm_${mpm}_module`, `${mpm}.c`];
	if (short === 'core' || short === 'http_core' || short === 'http') {
		return short === 'core' ? ['core_module', 'core.c'] : ['http_module', 'http_core.c'];
	}
	return [`${short}_module`, `mod_${short}.c`];
}
