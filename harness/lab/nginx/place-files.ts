/** Other files that a config names: those that are here stay, and what is missing is left out. */
import { existsSync } from 'node:fs';
import { argument } from './directive.ts';
import type { Bench } from './bench.ts';
import { quoted } from './snippet.ts';
import { named } from './tree.ts';

/** Makes names absolute, since the copy lies elsewhere; leaves out what names a missing file. */
export function placeFiles(bench: Bench): void {
	for (const { directive } of named(bench.top, ...fileDirectives)) {
		const index = directive.name === 'js_import' && directive.args.length === 3 ? 2 : 0;
		const name = argument(directive, index);
		// A name that is made for each request is nginx's to find.
		if (name === '' || name.includes('$') || name.startsWith('data:')) continue;
		const found = bench.find(name);
		if (found !== null) {
			if (found === name) continue;
			const text = quoted(found);
			const isUnnamed = directive.name === 'js_import' && index === 0;
			bench.draft.setArgument(
				directive,
				index,
				isUnnamed ? `${moduleName(name)} from ${text}` : text,
			);
			bench.standsFor.set(found, name);
		} else if (dispensable.includes(directive.name)) {
			bench.draft.remove(directive);
			bench.note(directive, `${directive.name} is left out: there is no file ${name}`);
		}
	}
}

/** The system-wide setting of Fedora and its kin: elsewhere OpenSSL knows no such cipher. */
export function placeCiphers(bench: Bench): void {
	if (existsSync('/etc/crypto-policies')) return;
	for (const { directive } of named(bench.top, 'ssl_ciphers', 'proxy_ssl_ciphers')) {
		if (argument(directive, 0) !== 'PROFILE=SYSTEM') continue;
		bench.draft.remove(directive);
		bench.note(
			directive,
			`${directive.name} PROFILE=SYSTEM is left out: this machine has no such profile`,
		);
	}
}

/** What a module is called that is imported by its file alone. */
function moduleName(path: string): string {
	return path.replace(/^.*\//u, '').replace(/\.[^.]*$/u, '');
}

const dispensable: readonly string[] = ['ssl_dhparam', 'auth_basic_user_file', 'ssl_stapling_file'];

const fileDirectives: readonly string[] = [
	...dispensable,
	'geoip_country',
	'geoip_city',
	'geoip_org',
	'js_import',
	'js_include',
	'js_path',
	'perl_modules',
	'perl_require',
	'xslt_stylesheet',
	'xml_entities',
	'modsecurity_rules_file',
];
