import { startHaproxy } from '../../../../harness/lab/haproxy/start-haproxy.ts';
import { serverPath } from '../../../servers/available.ts';
import type { ConfigLab } from '../config-lab.ts';

/** A lab of these lines behind defaults that every config has. */
export function haproxyLab(
	lines: readonly string[],
	more: Readonly<Record<string, string>> = {},
	env: Readonly<Record<string, string>> = {},
): ConfigLab {
	return {
		start: startHaproxy,
		binary: serverPath('haproxy'),
		files: { 'haproxy.cfg': `${[...usual, ...lines].join('\n')}\n`, ...more },
		env,
	};
}

/** How many lines stand in front of those of the test. */
export const linesBefore = 8;

/** Sessions of HAProxy up to August 2026 are good at other names: there are none. */
const usual = [
	'global',
	'\tssl-default-bind-options no-tls-tickets',
	'\ttune.ssl.cachesize 0',
	'defaults',
	'\tmode http',
	'\ttimeout connect 5s',
	'\ttimeout client 30s',
	'\ttimeout server 30s',
];
