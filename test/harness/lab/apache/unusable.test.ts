/** Configs that httpd does not take: the user's file and line, and the server's own words. */
import { expect } from 'chai';
import { it } from 'mocha';
import { describeWithServer } from '../../../servers/available.ts';
import type { Files } from '../with-files.ts';
import { complaintAbout } from './apache-lab.ts';

const site = (body: string): string =>
	`<VirtualHost *:443>\nServerName e.test\nSSLEngine on\nSSLCertificateFile x.pem\n${body}\n</VirtualHost>\n`;

describeWithServer('apache2', 'lab apache: a config that cannot be used', () => {
	const cases: readonly (readonly [title: string, files: Files, says: RegExp])[] = [
		[
			'a directive that nobody knows, in a file that is included',
			{
				'a.conf': site('Include tls.conf'),
				'tls.conf': '# on \\\n two lines\nSSLVerifyCleint require\n',
			},
			/^tls\.conf:3: Invalid command 'SSLVerifyCleint'/u,
		],
		[
			'a value that httpd refuses',
			{ 'a.conf': site('SSLVerifyClient\\\n maybe') },
			/^a\.conf:\d: SSLVerifyClient: Invalid argument 'maybe'/u,
		],
		[
			'what it finds only as it starts',
			{ 'a.conf': site('SSLCipherSuite NOSUCH') },
			/^a\.conf:5: httpd did not start: AH01898: Unable to configure permitted SSL ciphers/u,
		],
		[
			'a file that is not there',
			{ 'a.conf': site('Include no.conf') },
			/^a\.conf:5: Include no\.conf: no such file$/u,
		],
		[
			'a file that includes itself',
			{ 'a.conf': site('Include a.conf') },
			/^a\.conf:5: includes itself$/u,
		],
		[
			'sections that cross',
			{ 'a.conf': site('<Location /x>') },
			/^a\.conf:6: <\/VirtualHost> closes <Location> of line 5$/u,
		],
		[
			'a section that is not closed',
			{ 'a.conf': '<VirtualHost *:443>\n' },
			/^a\.conf:1: <VirtualHost> is not closed$/u,
		],
		[
			'a port that is not known',
			{ 'a.conf': 'Listen ${NO_SUCH_PORT}\n' },
			/^a\.conf:1: Listen \$\{NO_SUCH_PORT\}: no port$/u,
		],
	];
	for (const [title, files, says] of cases) {
		it(title, async () => {
			expect(await complaintAbout(files)).to.match(says);
		});
	}
});
