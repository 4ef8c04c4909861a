import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ConfigFile } from '../../../../harness/lab/apache/config-file.ts';

describe('the copy of a config', () => {
	const text = 'Listen 443\n<Directory /srv>\nRequire all granted\n</Directory>\nEnd\n';
	const span = (part: string): { start: number; end: number } => {
		const start = text.indexOf(part);
		return { start, end: start + part.length };
	};
	const file = (): ConfigFile => new ConfigFile({ path: '/a', name: 'a', copy: '/b', text });

	it('is the file itself where nothing is edited', () => {
		expect(file().render()).to.deep.equal({ text, lines: [1, 2, 3, 4, 5, 6] });
	});

	it('knows the line of the user behind each of its own', () => {
		const it = file();
		it.replace(span('Listen 443'), 'Listen 1\nListen 2');
		it.insert(span('<Directory /srv>').end, '\nOptions None');
		const { text: copy, lines } = it.render();
		expect(copy.split('\n').map((line, index) => [lines[index], line])).to.deep.equal([
			[1, 'Listen 1'],
			[1, 'Listen 2'],
			[2, '<Directory /srv>'],
			[2, 'Options None'],
			[3, 'Require all granted'],
			[4, '</Directory>'],
			[5, 'End'],
			[6, ''],
		]);
	});

	it('repeats a section for another folder, with what is edited in it', () => {
		const it = file();
		it.replace(span('granted'), 'denied');
		const section = { start: span('<Directory').start, end: span('</Directory>').end };
		it.repeat(section, { ...span('/srv>'), text: '/lab>' });
		const { text: copy, lines } = it.render();
		expect(copy.split('\n').map((line, index) => [lines[index], line])).to.deep.equal([
			[1, 'Listen 443'],
			[2, '<Directory /srv>'],
			[3, 'Require all denied'],
			[4, '</Directory>'],
			[2, '<Directory /lab>'],
			[3, 'Require all denied'],
			[4, '</Directory>'],
			[5, 'End'],
			[6, ''],
		]);
	});

	it('forgets an edit that a later one takes in', () => {
		const it = file();
		it.replace(span('443'), '80');
		it.replace(span('Listen 443'), '');
		expect(it.render().text.startsWith('\n<Directory')).to.equal(true);
	});
});
