import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
	fillIn,
	holds,
	type Known,
	moduleNames,
} from '../../../../harness/lab/apache/conditions.ts';
import { ConfigFile } from '../../../../harness/lab/apache/config-file.ts';
import { parseConfig } from '../../../../harness/lab/apache/config-tree.ts';

const known: Known = {
	defines: new Map([
		['TLS', null],
		['port', '8443'],
	]),
	env: { HOST: 'a.test', port: '1' },
	modules: new Set(moduleNames('ssl_module')),
	version: '2.4.71',
	locate: (name) => name,
};

describe('conditions of an httpd config', () => {
	for (const [written, expected] of [
		['IfDefine TLS', true],
		['IfDefine !TLS', false],
		['IfDefine OTHER', false],
		['IfModule mod_ssl.c', true],
		['IfModule ssl_module', true],
		['IfModule !mod_ssl.c', false],
		['IfModule mod_gnutls.c', false],
		['IfVersion >= 2.4', true],
		['IfVersion < 2.4', false],
		['IfVersion 2.4.71', true],
		['IfVersion !> 2.4.71', true],
		['IfVersion ~ ^2\\.4\\.', true],
		['IfVersion = /^2\\.2/', false],
		['IfFile /', true],
		['IfFile "!/"', false],
	] as const) {
		it(`<${written}> ${expected ? 'holds' : 'does not hold'}`, () => {
			expect(holds(sectionOf(written), known)).to.equal(expected);
		});
	}

	it('fills in what is defined before what is in the environment, and leaves the rest', () => {
		expect(fillIn('${HOST}:${port}/${none}', known)).to.equal('a.test:8443/${none}');
	});

	it('knows modules under both names', () => {
		expect(moduleNames('mpm_event_module')).to.deep.equal(['mpm_event_module', 'event.c']);
		expect(moduleNames('mod_log_config.c')).to.deep.equal([
			'log_config_module',
			'mod_log_config.c',
		]);
	});
});

function sectionOf(written: string): Parameters<typeof holds>[0] {
	const name = written.slice(0, written.indexOf(' '));
	const text = `<${written}>\n</${name}>\n`;
	const [node] = parseConfig(new ConfigFile({ path: '/x', name: 'x', copy: '/y', text }));
	if (node?.kind !== 'section') throw new Error(`no section: ${written}`);
	return node;
}
