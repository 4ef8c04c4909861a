/** Where a config means nobody to get in without a certificate, whether it succeeds or not. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isGuardedBy, madeFrom } from '../../../../harness/lab/nginx/certificate-variables.ts';
import { loadConf } from '../../../../harness/lab/nginx/load-conf.ts';
import { named, serverBlocks } from '../../../../harness/lab/nginx/tree.ts';
import { withFiles } from '../with-files.ts';
import { inHttp } from './written.ts';

const maps = [
	'map $ssl_client_verify $ok { default 0; SUCCESS 1; }',
	'map "$uri:$ok" $refuse { default 0; ~^/private.*:0$ 1; }',
];
const refusing = 'if ($ssl_client_verify != SUCCESS) { return 403; }';

const cases: readonly (readonly [title: string, server: string, guarded: readonly boolean[]])[] = [
	['none is', 'location / { }', [false]],
	['one of two is', `location / { } location /a { ${refusing} }`, [false, true]],
	[
		'those in a guarded one are meant to be',
		`location /a { ${refusing} location /a/b { } }`,
		[true, true],
	],
	['all of a guarded server are', `${refusing} location / { } location /a { }`, [true, true]],
	['a map of the verification counts', 'location / { if ($ok = 0) { return 403; } }', [true]],
	['a rule about other paths does not', 'if ($refuse) { return 403; } location / { }', [false]],
	['what only sets a variable does not', 'if ($ok) { set $a 1; } location / { }', [false]],
	[
		'what turns on that variable does',
		'if ($ok) { set $a 1; } location / { if ($a != 1) { return 403; } }',
		[true],
	],
	['what is no certificate does not', 'location / { if ($host = a) { return 403; } }', [false]],
];

describe('what a config of nginx means to guard', () => {
	for (const [title, server, guarded] of cases) {
		it(title, () =>
			withFiles({ 'nginx.conf': inHttp(...maps, `server { ${server} }`) }, (folder) => {
				const { top } = loadConf('nginx.conf', folder, '/nowhere');
				const isMade = madeFrom(top, (name) => name.startsWith('ssl_client_'));
				const isOfPath = madeFrom(top, (name) => name === 'uri');
				const locations = named(serverBlocks(top, 'http'), 'location');
				expect(locations.map((it) => isGuardedBy(it, isMade, isOfPath))).to.deep.equal(guarded);
			}),
		);
	}
});
