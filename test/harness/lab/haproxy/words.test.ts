import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Draft } from '../../../../harness/lab/haproxy/draft.ts';
import { splitWords } from '../../../../harness/lab/haproxy/words.ts';

describe('the words of a HAProxy config', () => {
	const split = (line: string): readonly string[] =>
		splitWords(line, 0, line.length, { A: 'x y' }).words.map(({ value }) => value);

	it('are split at blanks outside of quotes, up to a comment', () => {
		expect(split(String.raw`  a "b c" 'd "e' f\ g "h\"i"#j`)).to.deep.equal([
			...['a', 'b c', 'd "e', 'f g', 'h"i'],
		]);
	});

	it('have variables filled in between double quotes only', () => {
		expect(split(`"\${A}:1" "$A" '\${A}' \${A} "\${B-z}" "\${A[*]}"`)).to.deep.equal([
			...['x y:1', 'x y', '${A}', '${A}', 'z', 'x y'],
		]);
		const line = 'bind "${NOT_SET}:1"';
		expect(splitWords(line, 0, line.length, {}).unset).to.deep.equal(['NOT_SET']);
	});
});

describe('the draft of a HAProxy config', () => {
	it('says which line of the original a line comes from', () => {
		const draft = new Draft('one\ntwo\nthree\n');
		draft.insertBehind({ to: 3 }, ['new', 'newer']);
		draft.replace({ from: 4, to: 7 }, 'TWO');
		const edited = draft.apply();
		expect(edited.text).to.equal('one\nnew\nnewer\nTWO\nthree\n');
		expect([1, 2, 3, 4, 5].map((it) => edited.lineOf(it))).to.deep.equal([1, 1, 1, 2, 3]);
	});
});
