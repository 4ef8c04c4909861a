/** What a release needs: a changelog that tells versions apart, and a check that holds a tag against it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	version: string;
};

describe('the changelog', () => {
	const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
	const headings = [...text.matchAll(/^## (.*)$/gmu)].map(([, heading = '']) => heading);
	const parsed = headings.map((heading) => {
		const [, number = '', date = ''] =
			/^((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)) \((\d{4}-\d\d-\d\d|unreleased)\)$/u.exec(
				heading,
			) ?? [];
		return { number, date };
	});

	it('has a version and a date in every heading, the newest first', () => {
		expect(headings).to.not.be.empty;
		expect(parsed.map(({ number, date }) => `${number} (${date})`)).to.deep.equal(headings);
		const sorted = parsed.toSorted((one, other) =>
			other.number.localeCompare(one.number, 'en', { numeric: true }),
		);
		expect(parsed).to.deep.equal(sorted);
		expect(new Set(parsed.map(({ number }) => number)).size).to.equal(parsed.length);
		for (const [index, { date }] of parsed.entries()) {
			if (date === 'unreleased') expect(index).to.equal(0);
			else expect(new Date(date).toISOString().slice(0, 10)).to.equal(date);
		}
	});

	it('begins with the version of the package, and says something of each', () => {
		expect(parsed[0]?.number).to.equal(version);
		for (const section of text.split(/^## /mu).slice(1)) expect(section).to.match(/^- \S/mu);
	});
});

describe('the check before a release', () => {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-release-'));
	after(() => rmSync(folder, { recursive: true }));
	const repository = 'https://git.example/team/mtls-gauntlet';
	const dated = '## 1.2.3 (2026-11-21)';
	const named = { type: 'git', url: `git+${repository}.git` };

	for (const [title, tag, heading, field, fault] of [
		['lets a tree through that is ready', 'v1.2.3', dated, named, null],
		['a repository as a text', 'v1.2.3', dated, repository, null],
		['wants the tag of the version', 'v1.2.4', dated, named, /^the tag is v1\.2\.4, /u],
		['wants a date', 'v1.2.3', '## 1.2.3 (unreleased)', named, /no date for 1\.2\.3/u],
		['wants a heading', 'v1.2.3', '## 11213 (2026-11-21)', named, /no date for 1\.2\.3/u],
		['wants a repository', 'v1.2.3', dated, undefined, /names no repository/u],
		['wants this repository', 'v1.2.3', dated, 'https://git.example/other', /other, this is/u],
	] as const) {
		it(title, async () => {
			const manifest = { version: '1.2.3', repository: field };
			writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
			writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n${heading}\n\n- It works.\n`);
			const { code, stderr } = await check(tag, repository, folder);
			expect(code, stderr).to.equal(fault === null ? 0 : 1);
			if (fault === null) expect(stderr).to.equal('');
			else
				expect(stderr)
					.to.match(fault)
					.and.to.match(/^.+\n$/u);
		});
	}
});

function check(
	...args: readonly string[]
): Promise<{ readonly code: number | null; readonly stderr: string }> {
	return new Promise((resolve) => {
		const script = join(root, 'scripts/release-check.mjs');
		const child = execFile(process.execPath, [script, ...args], (_, __, stderr) =>
			resolve({ code: child.exitCode, stderr }),
		);
	});
}
