import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { UsageError } from '../../../harness/usage-error.ts';
import { parseWaivers } from '../../../harness/waivers/parse-waivers.ts';

const whole = `# yaml-language-server: $schema=waivers.json
- id: validity/*
  target: https://a.example:8443
  tls: 1.3
  path: /admin/**
  reason: "  the old fleet (OPS-12) "
  expires: 2026-12-24
  observed: { verdict: reject, layer: tls, alert: 48, status: null, code: null, reason: "no" }
`;

describe('a waivers file', () => {
	it('is a list, as YAML or as JSON', () => {
		const entry = {
			...{ entry: 1, id: 'validity/*', target: 'https://a.example:8443', tls: 'TLSv1.3' },
			...{ path: '/admin/**', reason: 'the old fleet (OPS-12)', expires: '2026-12-24' },
			observed: {
				...{ verdict: 'reject', layer: 'tls', alert: 'unknown_ca' },
				...{ status: null, code: null, reason: 'no' },
			},
		};
		const json = JSON.stringify(parse(whole));
		for (const [name, text] of [
			['w.yaml', whole],
			['w.json', json],
			['w', whole],
			['w', json],
		] as const) {
			expect(parseWaivers(text, name).entries, name).to.deep.equal([entry]);
		}
	});

	it('may be empty as YAML', () => {
		for (const text of ['', '# none\n', '[]\n', '--- []\n']) {
			expect(parseWaivers(text, 'w.yaml').entries, text).to.deep.equal([]);
		}
	});

	it('has days also where YAML reads a date', () => {
		const text = '%YAML 1.1\n---\n- { id: a/b, reason: c, expires: 2028-02-29 }\n';
		expect(parseWaivers(text, 'w.yaml').entries[0]?.expires).to.equal('2028-02-29');
		expect(fault(text.replace('02-29', '02-29T10:00:00Z'))).to.include('expected a day');
	});

	it('names file, entry, line and what is wrong', () => {
		const entry = (more: string): string =>
			`- id: a/b\n  reason: c\n  expires: 2026-12-24\n${more}`;
		for (const [text, message, hint] of [
			['waivers: []', 'w.yaml: expected a list of waivers', 'expires: 2026-12-24'],
			['a', 'w.yaml: expected a list of waivers', 'expires'],
			['- [', 'w.yaml: not YAML at line 1', 'expires'],
			['- id: a\n  id: b', 'w.yaml: not YAML at line 2', 'expires'],
			["- { id: '*', reason: c, expires: 2026-12-24 }\n- id: **", 'not YAML: an alias', "id: '*/"],
			['# none\n---\n---\n', 'w.yaml: not YAML at line', 'expires'],
			['- a/b', 'entry 1: expected id, reason and expires', 'expires'],
			[`${entry('')}\n- reason: c\n  expires: 2026-12-24`, 'entry 2, line 5: id is missing', 'id'],
			['- id: a/b\n  expires: 2026-12-24', 'entry 1, line 1: reason is missing', 'who says so'],
			['- id: a/b\n  reason: c', 'entry 1, line 1: expires is missing', 'YYYY-MM-DD'],
			['- id: a/b\n  reason: " "\n  expires: 2026-12-24', 'reason " ": is empty', null],
			[
				'- id: a/b\n  reason: c\n  expires: 2026-02-29',
				'expires "2026-02-29": expected a day',
				null,
			],
			[
				'- id: a/b\n  reason: c\n  expires: 24.12.2026',
				'expires "24.12.2026": expected a day',
				'the last day on which it holds',
			],
			[
				'- id: a/b\n  reson: c\n  expires: 2026-12-24',
				'unknown key "reson"',
				'did you mean reason?',
			],
			[entry('  tls: 1.1'), 'tls 1.1: expected 1.2 or 1.3', 'waivers.md'],
			[entry('  observed: {}'), 'observed {…}: names nothing', null],
			[entry('  observed: 200'), 'observed 200: expected what was seen', null],
			[
				entry('  observed: { stats: 1 }'),
				'unknown key "stats" in observed',
				'did you mean status?',
			],
			[entry('  observed: { status: 20 }'), 'observed.status 20: expected an HTTP status', null],
			[entry('  observed: { verdict: inconclusive }'), 'expected accept or reject', null],
			[entry('  observed: { alert: unknwn_ca }'), '"unknwn_ca": no such alert', 'unknown_ca?'],
		] as const) {
			expect(fault(text), text).to.include(message);
			if (hint !== null) expect(fault(text), text).to.include(hint);
			expect(fault(text), text).to.match(/^--waivers w\.yaml: /u);
		}
		expect(fault('[{"id":"a/b",]', 'w.json')).to.match(/^--waivers w\.json: not JSON/u);
	});

	it('quotes nothing of a file that is something else', () => {
		const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
		for (const name of ['w.yaml', 'w.json', 'w']) expect(fault(key, name)).to.not.include('c2Vj');
		expect(fault('secret: [c2Vj')).to.not.include('c2Vj');
	});

	it('is as its page says', () => {
		const page = readFileSync('docs/waivers.md', 'utf8');
		const [, example = ''] = /```yaml\n([^]*?)```/u.exec(page) ?? [];
		expect(parseWaivers(example, 'w.yaml').entries).to.have.lengthOf(2);
	});

	it('has a published schema that says the same', () => {
		const schema = JSON.parse(readFileSync('schema/waivers.json', 'utf8')) as object;
		const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
		(addFormats as unknown as (it: Ajv2020) => void)(ajv);
		const accepts = ajv.compile(schema);
		expect(accepts(parse(whole)), JSON.stringify(accepts.errors)).to.equal(true);
		for (const text of [
			'waivers: []',
			'- { id: a/b, reason: c }',
			'- { id: a/b, reason: "", expires: 2026-12-24 }',
			'- { id: a/b, reason: c, expires: 2026-02-29 }',
			'- { id: a/b, reason: c, expires: 2026-12-24, tls: 1.1 }',
			'- { id: a/b, reason: c, expires: 2026-12-24, until: 2026-12-24 }',
			'- { id: a/b, reason: c, expires: 2026-12-24, observed: {} }',
			'- { id: a/b, reason: c, expires: 2026-12-24, observed: { verdict: maybe } }',
		]) {
			expect(accepts(parse(text)), text).to.equal(false);
			expect(fault(text), text).to.not.equal('');
		}
	});
});

/** What is said of the text, and the hint; empty where it is read. */
function fault(text: string, file = 'w.yaml'): string {
	try {
		parseWaivers(text, file);
		return '';
	} catch (error) {
		if (error instanceof UsageError) return `${error.message}\n${error.hint ?? ''}`;
		throw error;
	}
}
