/** What editors and the compiler say of a config, held against what a run says of it. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseConfig } from '../../harness/cli/config-schema.ts';
import { optionNames } from '../../harness/cli/option-table.ts';
import { type Config, defineConfig, defineSuite } from '../../harness/index.ts';

const file = new URL('../../schema/config.json', import.meta.url);
const published = JSON.parse(readFileSync(file, 'utf8')) as {
	properties: Record<string, { description?: string }>;
};
const isValid = new Ajv({ allowUnionTypes: true }).compile(published);

/** Two ways to say it that the compiler, the schema and a run all understand. */
const understood: readonly Config[] = [
	defineConfig({
		$schema: './node_modules/mtls-gauntlet/schema/config.json',
		url: 'https://localhost:8443/',
		clientCa: 'ca.pem',
		only: 'validity',
		skip: ['trust', 'path/*'],
		tls: [1.2, '1.3'],
		failOn: 'high',
		profile: 'rfc5280',
		revocation: 'crl',
		verifyDepth: 2,
		concurrency: 4,
		rate: '20/s',
		strict: true,
		variants: 'variants.ts',
		suites: { smoke: defineSuite({ only: ['presence'], failOn: 'low' }) },
	}),
	defineConfig({
		targets: ['https://a.example', { url: 'https://b.example', name: 'b', cert: 'b.pem' }],
		suite: 'smoke',
		targetsAtOnce: 2,
		suites: { smoke: {} },
	}),
];

/** What none of them understands. */
const misunderstood: readonly Config[] = [
	// @ts-expect-error: misspelt
	{ failon: 'high' },
	// @ts-expect-error: a text
	{ only: true },
	// @ts-expect-error: a switch
	{ strict: 'yes' },
	// @ts-expect-error: misspelt in a suite
	{ suites: { smoke: { onyl: 'trust' } } },
	// @ts-expect-error: a suite has no suite
	{ suites: { smoke: { suite: 'nightly' } } },
	// @ts-expect-error: about the whole run
	{ targets: [{ url: 'https://a.example', reporter: 'list' }] },
	// @ts-expect-error: no URL
	{ targets: [{ name: 'a' }] },
];

/** What only a run notices, when it reads the word. */
const misread: readonly Config[] = [
	// @ts-expect-error: no such severity
	{ failOn: 'hihg' },
	// @ts-expect-error: no such version
	{ tls: '1.1' },
	// @ts-expect-error: no such profile
	{ suites: { smoke: { profile: 'strict' } } },
	// @ts-expect-error: a number
	{ concurrency: 'many' },
];

describe('the JSON Schema of a config', () => {
	it('has every option, and says what each is for', () => {
		const { properties } = published;
		for (const name of optionNames.filter((it) => it !== 'config')) {
			expect(properties[name]?.description, name).to.be.a('string').and.not.contain('repeatable');
		}
	});

	it('says the same as a run and the compiler', () => {
		for (const config of understood) {
			expect(isValid(config), JSON.stringify(isValid.errors)).to.equal(true);
			expect(() => parseConfig(config, 'it')).to.not.throw();
		}
		for (const config of misunderstood) {
			expect(isValid(config), JSON.stringify(config)).to.equal(false);
			expect(() => parseConfig(config, 'it')).to.throw(/^it/u);
		}
		for (const config of misread) expect(isValid(config), JSON.stringify(config)).to.equal(false);
	});
});
