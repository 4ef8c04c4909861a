import { expect } from 'chai';
import { describe, it } from 'mocha';
import { catalogue, families } from '../../fixtures/catalogue.ts';
import { family } from '../../fixtures/variant.ts';
import { familyPage } from '../../scripts/docs/family-page.ts';
import { anchor, table } from '../../scripts/docs/markdown.ts';
import { withCatalogue } from '../../scripts/docs/readme-table.ts';

const pages = new Map(
	families.map((name) => [
		name,
		familyPage(
			name,
			catalogue.filter((it) => family(it) === name),
		),
	]),
);

describe('the page of a family', () => {
	it('says of every variant what it is, why, by which rule and how to fix it', () => {
		for (const { id, why, fix, affected, cites } of catalogue) {
			const page = pages.get(family({ id })) ?? '';
			expect(page).to.contain(`\n## ${id}\n`).and.contain(why).and.contain(fix);
			if (affected !== undefined) expect(page).to.contain(`\n**Affected:** ${affected}\n`);
			for (const { section, quote } of cites) {
				expect(page).to.contain(`> ${quote}\n>\n> ${section}\n`);
			}
		}
	});

	it('links only to headings that exist', () => {
		for (const [name, page] of pages) {
			for (const [, file = '', target = ''] of page.matchAll(
				/\]\(([a-z-]*)(?:\.md)?#([^)]+)\)/gu,
			)) {
				const headings = [...(pages.get(file || name) ?? '').matchAll(/^## (.+)$/gmu)];
				expect(headings.map(([, heading = '']) => anchor(heading))).to.include(target);
			}
		}
	});
});

describe('the table in the README', () => {
	const readme = 'before\n<!-- catalogue:start -->\nout of date\n<!-- catalogue:end -->\nafter\n';

	it('replaces what is between the marks, and nothing else', () => {
		const renewed = withCatalogue(readme, catalogue) ?? '';
		expect(renewed).to.match(/^before\n<!-- catalogue:start -->\n\n\| family /u);
		expect(renewed)
			.to.match(/<\/details>\n\n<!-- catalogue:end -->\nafter\n$/u)
			.and.not.contain('out of date');
		for (const { id } of catalogue) expect(renewed).to.contain(`[\`${id}\`](docs/catalogue/`);
		expect(withCatalogue(renewed, catalogue)).to.equal(renewed);
	});

	it('is left out where there are no marks', () => {
		expect(withCatalogue('nothing here', catalogue)).to.equal(null);
	});
});

describe('a table', () => {
	it('keeps pipes and line breaks inside their cell', () => {
		expect(table(['a'], [['one|two\nthree']])).to.equal('| a |\n| --- |\n| one\\|two three |');
	});
});
