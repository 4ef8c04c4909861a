/** Whom a config lets in by the subject, read from what it says. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { relativeNames } from '../../../../fixtures/pki/distinguished-name.ts';
import { allowedSubject } from '../../../../harness/lab/nginx/allowed-subject.ts';
import { loadConf } from '../../../../harness/lab/nginx/load-conf.ts';
import { serverBlocks } from '../../../../harness/lab/nginx/tree.ts';
import { withFiles } from '../with-files.ts';
import { inHttp } from './written.ts';

const listed = 'map $ssl_client_s_dn $who { default 0; "CN=ann,OU=Eng,O=Acme" 1; "CN=bob" 1; }';
const nameOnly = 'map $ssl_client_s_dn $cn { default ""; ~(^|,)CN=(?<c>[^,]+) $c; }';

const cases: readonly {
	readonly title: string;
	readonly http?: readonly string[];
	readonly server: string;
	/** In the order of the certificate; `null`: anybody. */
	readonly subject: string | null;
	readonly problem?: RegExp;
}[] = [
	{ title: 'nothing is asked', server: '', subject: null },
	{
		title: 'a map of whole subjects, which nginx writes in reverse',
		http: [listed],
		server: 'if ($who = 0) { return 403; }',
		subject: 'O=Acme/OU=Eng/CN=ann',
	},
	{
		title: 'a map that only tells',
		http: [listed],
		server: 'add_header X-Who $who;',
		subject: null,
	},
	{
		title: 'a map of a map',
		http: [nameOnly, 'map $cn $role { default none; ~^svc- service; }'],
		server: 'if ($role != service) { return 403; }',
		subject: 'CN=svc-',
	},
	{
		title: 'a map of the method and a map',
		http: [listed, 'map "$request_method:$who" $may { default 0; "GET:1" 1; }'],
		server: 'if ($may = 0) { return 403; }',
		subject: 'O=Acme/OU=Eng/CN=ann',
	},
	{
		title: 'an expression',
		server: 'if ($ssl_client_s_dn !~ "^CN=(carol|dave),O=Acme$") { return 403; }',
		subject: 'O=Acme/CN=carol',
	},
	{
		title: 'the old format',
		server: 'if ($ssl_client_s_dn_legacy != "/C=DE/CN=erin/emailAddress=e@x.test") { return 403; }',
		subject: 'C=DE/CN=erin/EMAILADDRESS=e@x.test',
	},
	{
		title: 'a variable that is set on the way',
		server: 'set $no ""; if ($ssl_client_s_dn !~ CN=fay) { set $no 1; } if ($no) { return 403; }',
		subject: 'CN=fay',
	},
	{
		title: 'a list of those who are kept out',
		server: 'if ($ssl_client_s_dn ~ CN=mallory) { return 403; }',
		subject: null,
	},
	{
		title: 'a map whose default lets everybody in',
		http: ['map $ssl_client_s_dn $ok { default 1; "CN=ann" 1; "CN=old" 0; }'],
		server: 'if ($ok = 0) { return 403; }',
		subject: 'CN=ann',
	},
	{
		title: 'a fingerprint',
		http: ['map $ssl_client_fingerprint $ok { default 0; aabb 1; }', listed],
		server: 'if ($ok = 0) { return 403; }',
		subject: null,
		problem: /ssl_client_fingerprint decides/u,
	},
	{
		title: 'an issuer',
		server: 'if ($ssl_client_i_dn !~ "CN=Issuing CA 3") { return 403; }',
		subject: null,
		problem: /ssl_client_i_dn decides/u,
	},
	{
		title: 'an expression that nothing was found for',
		server: String.raw`if ($ssl_client_s_dn !~ "^CN=(?=zz)[a-y]") { return 403; }`,
		subject: null,
		problem: /--identity/u,
	},
];

describe('whom a config of nginx lets in', () => {
	for (const { title, http = [], server, subject, problem } of cases) {
		it(title, () =>
			withFiles({ 'nginx.conf': inHttp(...http, `server { ${server} }`) }, (folder) => {
				const { top } = loadConf('nginx.conf', folder, '/nowhere');
				const blocks = serverBlocks(top, 'http');
				for (const block of blocks) {
					const found = allowedSubject(top, block, [block]);
					const shown = found.identity === null ? null : relativeNames(found.identity.subject);
					expect(shown?.join('/') ?? null).to.equal(subject);
					if (problem === undefined) expect(found.problem).to.equal(null);
					else expect(found.problem).to.match(problem);
				}
				expect(blocks).to.have.length(1);
			}),
		);
	}
});
