/** What the lab changes in a HAProxy config, and that it changes nothing else: line by line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { it } from 'mocha';
import { describeWithServer } from '../../../servers/available.ts';
import { withConfig } from '../config-lab.ts';
import { haproxyLab } from './haproxy-lab.ts';

const config = [
	'  # a comment with "quotes" stays',
	'global',
	'\tdaemon',
	'\tuser haproxy',
	'\tgroup haproxy',
	'\tchroot /var/lib/haproxy',
	'\tpidfile /run/haproxy.pid',
	'\tlog /dev/log local0',
	'\tstats socket /run/haproxy/admin.sock mode 660 level admin expose-fd listeners',
	'\tstats timeout 30s',
	'\tmaxconn 100000',
	'\tssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
	'\tssl-dh-param-file /etc/haproxy/none.pem',
	'defaults base',
	'\tlog global',
	'\tmode  http   # as it is',
	'\toption httplog',
	'\toption forwardfor',
	'\terrorfile 503 /etc/haproxy/errors/none.http',
	'\ttimeout connect 5s',
	'\ttimeout client 30s',
	'\ttimeout server 30s',
	'userlist people',
	'\tuser admin insecure-password secret',
	'frontend in from base',
	'\tbind  "${ADDRESS}:8443" ssl crt /etc/ssl/a.pem  ca-file ca.pem verify  optional crt-ignore-err 10,20 ciphers ECDHE+AESGCM alpn h2,http/1.1',
	'\tlog-format "%ci:%cp"',
	'\tstick-table type ip size 100k expire 30s store conn_cur',
	'\thttp-request track-sc0 src',
	'\tacl named req.hdr(host),field(1,:) -i api.example.com',
	'\tacl port dst_port 8443',
	'\thttp-request set-header X-SSL-Client-CN %{+Q}[ssl_c_s_dn(cn)]',
	'\thttp-request deny if port !{ ssl_c_used } || named { ssl_c_verify gt 0 }',
	'\thttp-request deny if { src_conn_cur gt 5 }',
	'\tuse_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map,app)]',
	'backend app from base',
	'\tbalance  roundrobin',
	'\tcookie SRV insert indirect nocache',
	'\tserver one 10.0.0.1:8080 check weight 10 cookie one ssl verify none',
	"\thttp-request set-header X-Note 'a # b'",
	'program agent',
	'\tcommand /usr/bin/agent',
].join('\n');

/** Lines of which something must be replaced or left out. */
const replaced =
	/^\s*(?:daemon|user haproxy|group haproxy|chroot|pidfile|log|log-format|stats socket|ssl-dh-param-file|errorfile|option httplog|bind|acl port|http-request deny if \{ src_conn_cur|use_backend|server|program|command)\b/u;
/** What the lab says beside. */
const added =
	/^\t(?:no strict-limits|log stdout len 2048 format raw daemon|(?:error-)?log-format "mtls-gauntlet-lab )/u;

describeWithServer('haproxy', 'what a lab leaves untouched of a haproxy.cfg', () => {
	it('is everything but what ties it to its machine', async () => {
		const lab = haproxyLab(
			[config],
			{ 'hosts.map': 'api.example.com app\n' },
			{ ADDRESS: '192.0.2.1' },
		);
		await withConfig(lab, ({ servers, notes }, { sandbox }) => {
			const copied = readFileSync(join(sandbox.folder, 'haproxy.cfg'), 'utf8').split('\n');
			const kept = copied.filter((line) => !added.test(line));
			const original = (lab.files['haproxy.cfg'] ?? '').split('\n');
			expect(kept).to.have.lengthOf(original.length);
			for (const [index, line] of original.entries()) {
				if (!replaced.test(line)) expect(kept[index]).to.equal(line);
				else expect(kept[index]).not.to.equal(line);
			}
			const bind = kept.find((line) => line.startsWith('\tbind')) ?? '';
			expect(bind).to.match(
				/^\tbind  127\.0\.0\.1:\d+ ssl crt \S+ecdsa\.pem crt \S+rsa\.pem  ca-file \S+ca\.pem verify  optional crt-ignore-err 10,20 ciphers ECDHE\+AESGCM alpn h2,http\/1\.1$/u,
			);
			expect(kept.find((line) => line.includes('server one'))).to.match(
				/^\tserver one 127\.0\.0\.1:\d+ +weight 10 cookie one +$/u,
			);
			const port = servers[0]?.connectTo.port;
			expect(kept).to.include(`\tacl port dst_port ${port}`);
			expect(servers.map(({ url }) => url)).to.deep.equal(['https://api.example.com:8443/']);
			expect(notes.map((it) => it.replace(/^haproxy\.cfg:\d+: /u, ''))).to.deep.equal([
				'/etc/haproxy/none.pem is not there: HAProxy uses parameters of its own',
				'the program section is left out',
				'http-request deny is left out: it is about the load, which the run makes',
				'/etc/haproxy/errors/none.http is not there: a plain page stands in for it',
			]);
			// Nothing of the sandbox listens anywhere else.
			const listening = copied.filter((line) => /^\s*bind\b/u.test(line));
			for (const line of listening) expect(line).to.match(/^\s*bind\s+127\.0\.0\.1:\d+(?:\s|$)/u);
		});
	});
});
