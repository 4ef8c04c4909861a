/** The syntax of nginx, with the place of everything in it. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { ConfFile } from '../../../../harness/lab/nginx/directive.ts';
import { parseConf } from '../../../../harness/lab/nginx/parse-conf.ts';

describe('the syntax of nginx', () => {
	it('reads names, arguments and blocks', () => {
		expect(outline('a 1 2; b { c; d { } } e;')).to.deep.equal([
			['a', '1', '2'],
			['b', [['c'], ['d', []]]],
			['e'],
		]);
	});

	it('takes comments only where a word could begin', () => {
		expect(outline('a # b; }\n c#d;# e\n')).to.deep.equal([['a', 'c#d']]);
	});

	it('reads quotes and escapes as nginx does', () => {
		expect(outline(String.raw`a "b;{ }" 'c "d"' "\"\\\t" \d\.e "" f\ g;`)).to.deep.equal([
			['a', 'b;{ }', 'c "d"', '"\\\t', String.raw`\d\.e`, '', String.raw`f\ g`],
		]);
	});

	it('keeps variables in braces together', () => {
		expect(outline('set $a http://${host}${request_uri};')).to.deep.equal([
			['set', '$a', 'http://${host}${request_uri}'],
		]);
	});

	it('ends a word at a brace, so that expressions with braces need quotes', () => {
		expect(outline('location ~ "^/[0-9]{4}$" { x; }')).to.deep.equal([
			['location', '~', '^/[0-9]{4}$', [['x']]],
		]);
		expect(() => outline('location ~ ^/[0-9]{4}$ { x; }')).to.throw('nginx.conf:1');
	});

	it('leaves Lua alone, whatever braces are in it', () => {
		const lua = 'content_by_lua_block {\n-- a } "\nlocal t = { a = "}", b = [[ } ]] }\n}';
		expect(outline(`a { ${lua} b; }`)).to.deep.equal([
			['a', [['content_by_lua_block', []], ['b']]],
		]);
	});

	it('knows where everything is', () => {
		const text = 'a;\n\n  b "x y"\n  z { c; }\n';
		const [, b] = parse(text).directives;
		const [c] = b?.block ?? [];
		expect(text.slice(b?.from, b?.to)).to.equal('b "x y"\n  z { c; }');
		expect(b?.args.map(({ from, to }) => text.slice(from, to))).to.deep.equal(['"x y"', 'z']);
		expect(text.slice(b?.inside ?? 0)).to.equal(' c; }\n');
		expect([b?.line, c?.line]).to.deep.equal([3, 4]);
	});

	const broken: readonly (readonly [text: string, message: string])[] = [
		['a {\n b;\n', 'nginx.conf:3: "a" of line 1 has no "}"'],
		['a;\n}\n', 'nginx.conf:2: unexpected "}"'],
		['a;\nb c\n', 'nginx.conf:3: "b" of line 2 is not terminated by ";"'],
		['a {\n b c }\n', 'nginx.conf:2: "b" of line 2 is not terminated by ";"'],
		['a;\n  b "c;\n', 'nginx.conf:2: no " ends what begins here'],
		['a "b"c;', 'nginx.conf:1: unexpected "c"'],
		['a; ;', 'nginx.conf:1: unexpected ";"'],
		[
			'a {\n location ~ ^/v[0-9]{1,2}/ { b; } }',
			'nginx.conf:2: an expression with "{" or ";" has to stand in quotes',
		],
		['x_by_lua_block {\n{\n}\n', 'nginx.conf:1: "x_by_lua_block" of line 1 has no "}"'],
	];
	for (const [text, message] of broken) {
		it(`says what is wrong with ${JSON.stringify(text)}`, () => {
			expect(() => parse(text)).to.throw(message);
		});
	}
});

type Outline = readonly (string | readonly Outline[])[];

function outline(text: string): readonly Outline[] {
	const of = (directives: ConfFile['directives']): readonly Outline[] =>
		directives.map(({ name, args, block }) => [
			name,
			...args.map(({ value }) => value),
			...(block === null ? [] : [of(block)]),
		]);
	return of(parse(text).directives);
}

function parse(text: string): ConfFile {
	return parseConf({ path: '/nginx.conf', shown: 'nginx.conf', text, encoding: 'utf8', copy: 'c' });
}
