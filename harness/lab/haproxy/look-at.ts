/** What a test of a condition looks at. */
import type { Test } from './acl.ts';

/** What decides in a condition, as far as a lab has to know. */
export type Sight = 'certificate' | 'host' | 'path' | 'load' | 'port' | 'other';

/** Tells by the name of the sample. */
export function sightOf({ fetch }: Pick<Test, 'fetch'>): Sight {
	return sights.find(([, pattern]) => pattern.test(fetch))?.[0] ?? 'other';
}

const sights: readonly (readonly [Sight, RegExp])[] = [
	['certificate', /^ssl_(?:c_|fc_has_crt)/u],
	[
		'host',
		/^(?:(?:req\.|req\.f)?hdr(?:_(?:beg|dir|dom|end|reg|str|sub))?\(host\b|ssl_fc_sni|req[._]ssl_sni)/iu,
	],
	['path', /^(?:path|pathq|url|base|capture\.req\.uri)(?:_(?:beg|dir|dom|end|reg|str|sub))?$/u],
	[
		'load',
		/^(?:(?:sc\d?|src)_(?:\w*rate|conn_c\w+|sess_c\w+|http_\w+|gpc\w*|gpt\w*|get_gp\w*|inc_gp\w*|clr_gp\w*|trackers|kbytes\w*|bytes\w*|glitch\w*)|table_\w+|fe_(?:sess_rate|req_rate|conn)|be_(?:sess_rate|conn)\w*|(?:avg_)?queue)/u,
	],
	['port', /^(?:fc_)?dst_port$/u],
];
