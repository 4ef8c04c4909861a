/** What docs/config.md shows is read as it stands there. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { parseConfig } from '../../harness/cli/config-schema.ts';
import { optionNames } from '../../harness/cli/option-table.ts';

const text = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```$/gmu)].map(([, it = '']) => it);

describe('docs/config.md', () => {
	for (const [index, block] of blocks.entries()) {
		it(`shows a config that is understood (${index + 1})`, () => {
			const { url, targets, options } = parseConfig(parse(block), 'docs/config.md');
			expect(url === null).to.equal(targets.length > 0);
			expect(Object.keys(options)).to.not.be.empty;
		});
	}

	it('names options, variables and other pages that there are', () => {
		for (const [, name = ''] of text.matchAll(/`MTLS_GAUNTLET_(\w+)`/gu)) {
			if (name === 'URL') continue;
			const option = name.toLowerCase().replaceAll(/_(\w)/gu, (_, it: string) => it.toUpperCase());
			expect(optionNames).to.include(option);
		}
		for (const [, page = ''] of text.matchAll(/\]\(([\w-]+\.md)\)/gu)) {
			const read = (): string =>
				readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
			expect(read).to.not.throw();
		}
	});
});
