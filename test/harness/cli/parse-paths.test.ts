import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RawOptions } from '../../../harness/cli/option-table.ts';
import { parsePaths } from '../../../harness/cli/parse-paths.ts';
import { refusal } from './refusal.ts';

describe('the paths of a run', () => {
	const tested = (options: RawOptions, ofUrl = '/'): readonly string[] =>
		parsePaths(options, ofUrl).paths;

	it('are those of --path and of --protected, each once', () => {
		expect(tested({ path: ['/a', '/b', '/a'], protected: ['/c', '/b'] }, '/u')).to.deep.equal([
			'/a',
			'/b',
			'/c',
		]);
	});

	it('are that of the URL where it is left to it', () => {
		expect(tested({})).to.deep.equal(['/']);
		expect(tested({ path: [], protected: [], open: ['/o'] }, '/u')).to.deep.equal(['/u']);
	});

	it('keep that of the URL beside --protected unless it is the root, which every URL has', () => {
		expect(tested({ protected: ['/a'] }, '/u?v=1')).to.deep.equal(['/u?v=1', '/a']);
		expect(tested({ protected: ['/a'] }, '/?v=1')).to.deep.equal(['/?v=1', '/a']);
		expect(tested({ protected: ['/a'] }, '/a')).to.deep.equal(['/a']);
		expect(tested({ protected: ['/a'] })).to.deep.equal(['/a']);
		expect(tested({ path: ['/b'], protected: ['/a'] }, '/u')).to.deep.equal(['/b', '/a']);
	});

	it('are apart from the open ones', () => {
		const given = { protected: ['/a'], open: ['/', '/o', '/'] };
		expect(parsePaths(given, '/')).to.deep.equal({ paths: ['/a'], openPaths: ['/', '/o'] });
	});

	const refused: readonly (readonly [RawOptions, string, RegExp])[] = [
		[{ protected: ['a'] }, '/', /^--protected "a": not the path of a request$/u],
		[{ protected: ['/a\r\nX: y'] }, '/', /^--protected "\/a\\r\\nX: y": not the path/u],
		[{ open: ['/a#b'] }, '/', /^--open "\/a#b": not the path of a request$/u],
		[{ open: ['/ä'] }, '/', /^--open "\/ä": not the path/u],
		[{ path: ['/a'], open: ['/b', '/a'] }, '/', /^--open \/a: is also tested/u],
		[{ protected: ['/a'], open: ['/a'] }, '/', /^--open \/a: is also tested/u],
		[{ protected: ['/a'], open: ['/u'] }, '/u', /^--open \/u: is also tested/u],
		[{ open: ['/'] }, '/', /^--open \/: is also tested/u],
	];
	for (const [options, ofUrl, message] of refused) {
		it(`are not ${JSON.stringify(options)} of ${ofUrl}`, async () => {
			const error = await refusal(() => parsePaths(options, ofUrl));
			expect(error.message).to.match(message);
			expect(error.hint).to.match(/percent-encoded$|^--protected PATH/u);
		});
	}
});
