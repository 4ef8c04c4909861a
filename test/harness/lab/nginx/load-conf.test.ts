/** Includes: what belongs to a config, and what of this machine does not. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Conf, loadConf } from '../../../../harness/lab/nginx/load-conf.ts';
import { named } from '../../../../harness/lab/nginx/tree.ts';
import { withFiles } from '../with-files.ts';

describe('the files of a config', () => {
	it('takes what an include fits, in the order of names', async () => {
		const conf = await load({
			'nginx.conf': 'events {} http { include conf.d/*.conf; }',
			'conf.d/b.conf': 'set $b 1;',
			'conf.d/a.conf': 'set $a 1;',
			'conf.d/.hidden.conf': 'set $h 1;',
			'conf.d/c.off': 'set $c 1;',
		});
		expect(variables(conf)).to.deep.equal(['$a', '$b']);
		expect(conf.files.map(({ shown }) => shown)).to.deep.equal([
			'nginx.conf',
			'conf.d/a.conf',
			'conf.d/b.conf',
		]);
	});

	it('looks beside the config for what is below /etc/nginx', async () => {
		const conf = await load({
			'nginx.conf':
				'events {} http { include /etc/nginx/conf.d/*.conf; include /etc/nginx/x.conf; }',
			'conf.d/a.conf': 'set $a 1;',
			'x.conf': 'set $x 1;',
		});
		expect(variables(conf)).to.deep.equal(['$a', '$x']);
	});

	it('takes nothing of what this machine serves', async () => {
		const conf = await load({
			'nginx.conf': 'events {} http { include /etc/nginx/sites-enabled/*; }',
		});
		expect(conf.files).to.have.length(1);
	});

	it('gives a file that is included twice two copies', async () => {
		const conf = await load({
			'nginx.conf': 'events {} http { server { include tls; } server { include tls; } }',
			tls: 'set $t 1;',
		});
		expect(variables(conf)).to.deep.equal(['$t', '$t']);
		expect(new Set(conf.files.map(({ copy }) => copy))).to.have.length(3);
	});

	it('has a mime.types of its own, and leaves out what certbot has not written yet', async () => {
		const conf = await load({
			'nginx.conf':
				'events {} http { include nowhere/mime.types;\ninclude /etc/letsencrypt/options-ssl-nginx.conf; }',
		});
		expect(named(conf.top, 'text/html')).to.have.length(1);
		expect(conf.notes).to.deep.equal([
			'nginx.conf:2: include /etc/letsencrypt/options-ssl-nginx.conf was left out: there is no such file',
		]);
	});

	it('puts server blocks that stand alone into an http block', async () => {
		const conf = await load({ 'nginx.conf': 'map $a $b { x y; }\nserver { listen 80; }' });
		expect(conf.top.map(({ directive }) => directive.name)).to.deep.equal(['events', 'http']);
		expect(named(conf.top, 'server')[0]?.directive).to.include({ line: 2 });
	});

	it('puts server blocks that hand connections on into a stream block', async () => {
		const conf = await load({ 'nginx.conf': 'server { listen 1; proxy_pass a:2; }' });
		expect(conf.top.map(({ directive }) => directive.name)).to.deep.equal(['events', 'stream']);
	});

	it('finds includes of a snippet in the folder above, too', async () => {
		const conf = await withFiles(
			{ 'conf.d/a.conf': 'server { include snippets/x; }', 'snippets/x': 'set $x 1;' },
			(folder) => loadConf('conf.d/a.conf', folder, '/nowhere'),
		);
		expect(variables(conf)).to.deep.equal(['$x']);
		expect(conf.files.at(-1)?.shown).to.equal('snippets/x');
	});

	it('keeps octets that are no UTF-8', async () => {
		const text = Buffer.from('# \xe9\nevents {}', 'latin1');
		const conf = await withFiles({ 'nginx.conf': text }, (folder) =>
			loadConf('nginx.conf', folder, '/nowhere'),
		);
		expect(Buffer.from(conf.main.text, conf.main.encoding)).to.deep.equal(text);
	});

	const refused: readonly (readonly [conf: string, message: string])[] = [
		['events {}\nhttp {\ninclude no.conf;\n}', 'nginx.conf:3: include: no such file: no.conf'],
		['events {} include nginx.conf;', 'nginx.conf:1: includes itself: nginx.conf'],
		['location / {}', 'nginx.conf: neither an http block nor a server block is in it'],
	];
	for (const [conf, message] of refused) {
		it(`says: ${message}`, async () => {
			const error = await load({ 'nginx.conf': conf }).catch(String);
			expect(error).to.contain(message);
		});
	}
});

function load(files: Readonly<Record<string, string>>): Promise<Conf> {
	return withFiles(files, (folder) => loadConf('nginx.conf', folder, '/nowhere'));
}

function variables({ top }: Conf): readonly (string | undefined)[] {
	return named(top, 'set').map(({ directive }) => directive.args[0]?.value);
}
