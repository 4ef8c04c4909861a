/** Modules of the config, from where this machine has them. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { moduleNames } from './conditions.ts';
import { whereIs } from './config-tree.ts';
import { limitsClients } from './leave-out.ts';
import { locate, type Places } from './locate.ts';
import type { Program } from './program.ts';
import { allScopes, type Scopes } from './scopes.ts';

/** What became of the modules of a config. */
export interface EditedModules {
	readonly notes: readonly string[];
	/** Names of the modules that this machine has not. */
	readonly missing: readonly string[];
}

/** The path of a module on this machine: as named, else by its file, else by its name. */
export function findModule(
	path: string,
	name: string,
	{ modules }: Pick<Program, 'modules'>,
): string | null {
	if (limitsClients(name)) return null;
	if (existsSync(path)) return path;
	if (modules === null) return null;
	const short = name.replace(/_module$/u, '');
	const there = [basename(path), `mod_${short}.so`].map((file) => join(modules, file));
	return there.find((file) => existsSync(file)) ?? null;
}

/** Has every module loaded from where it is, and leaves out what is nowhere. */
export function editModules(scopes: Scopes, places: Places, program: Program): EditedModules {
	const notes: string[] = [];
	const missing: string[] = [];
	for (const { node } of allScopes(scopes).flatMap(({ directives }) => directives)) {
		const [name = '', path = ''] = node.values;
		if (node.name === 'loadfile') {
			const located = locate(name, places);
			if (!existsSync(located)) {
				node.file.replace(node, '');
				notes.push(`${whereIs(node)}: LoadFile ${name} is not on this machine: left out`);
			} else if (!isAbsolute(name)) node.file.replace(node, `LoadFile "${located}"`);
			continue;
		}
		if (node.name !== 'loadmodule') continue;
		// httpd ends where a module that is built in is to be loaded.
		if (moduleNames(name).some((it) => program.builtIn.includes(it))) {
			node.file.replace(node, '');
			continue;
		}
		const found = findModule(locate(path, places), name, program);
		if (found === null) {
			node.file.replace(node, '');
			missing.push(name);
			const because = limitsClients(name)
				? 'a lab asks more than it lets a client ask'
				: 'it is not on this machine';
			notes.push(`${whereIs(node)}: ${name} is left out: ${because}`);
		} else if (found !== path) node.file.replace(node, `LoadModule ${name} "${found}"`);
	}
	return { notes, missing };
}

/** What the main config of a site is likely to load; as far as this machine has it. */
export function usualModules(program: Program): readonly string[] {
	const { modules, builtIn } = program;
	if (modules === null) return [];
	const isBuiltIn = (name: string): boolean =>
		moduleNames(`${name}_module`).some((it) => builtIn.includes(it));
	const mpm = ['mpm_event', 'mpm_worker', 'mpm_prefork'].find((name) =>
		existsSync(join(modules, `mod_${name}.so`)),
	);
	const hasMpm = builtIn.some((it) => /^(?:event|worker|prefork)\.c$/u.test(it));
	const wanted = [...(mpm === undefined || hasMpm ? [] : [mpm]), ...usual];
	return wanted.filter((name) => !isBuiltIn(name) && existsSync(join(modules, `mod_${name}.so`)));
}

const usual = [
	'unixd',
	'log_config',
	'authn_core',
	'authz_core',
	'access_compat',
	'auth_basic',
	'authn_file',
	'authz_host',
	'authz_user',
	'authz_groupfile',
	'alias',
	'allowmethods',
	'deflate',
	'dir',
	'env',
	'expires',
	'filter',
	'headers',
	'http2',
	'include',
	'macro',
	'mime',
	'negotiation',
	'proxy',
	'proxy_http',
	'proxy_http2',
	'proxy_fcgi',
	'proxy_scgi',
	'proxy_uwsgi',
	'proxy_wstunnel',
	'slotmem_shm',
	'proxy_balancer',
	'lbmethod_byrequests',
	'lbmethod_bytraffic',
	'lbmethod_bybusyness',
	'ratelimit',
	'remoteip',
	'reqtimeout',
	'request',
	'rewrite',
	'session',
	'session_cookie',
	'setenvif',
	'socache_shmcb',
	'ssl',
	'status',
	'substitute',
	'unique_id',
	'version',
	'vhost_alias',
];
