import { spawnSync } from 'node:child_process';
import {
	closeSync,
	constants,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeReport } from '../../reports/write-report.ts';

describe('writing a report', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-report-'));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('makes the folders and leaves nothing else behind', async () => {
		const file = join(folder, 'a', 'b', 'junit.xml');
		await writeReport(file, 'first ✓');
		await writeReport(file, 'second');
		expect(readFileSync(file, 'utf8')).to.equal('second');
		expect(readdirSync(join(folder, 'a', 'b'))).to.deep.equal(['junit.xml']);
	});

	it('replaces the file instead of writing into it', async () => {
		const file = join(folder, 'report.json');
		writeFileSync(file, 'old');
		const before = statSync(file).ino;
		await writeReport(file, 'new');
		expect(statSync(file).ino).to.not.equal(before);
	});

	it('never shows half a report, however many write at once', async () => {
		const file = join(folder, 'report.json');
		const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(500_000));
		await Promise.all(texts.map((text) => writeReport(file, text)));
		expect(texts).to.include(readFileSync(file, 'utf8'));
		expect(readdirSync(folder)).to.deep.equal(['report.json']);
	});

	it('says so where no folder can be made', async function proc() {
		if (process.platform !== 'linux') this.skip();
		const failed = await writeReport('/proc/none/report.json', 'new').catch(String);
		expect(failed).to.contain('report cannot be written: /proc/none/report.json: ENOENT');
	});

	it('writes through a symbolic link', async () => {
		const file = join(folder, 'real.json');
		const link = join(folder, 'link.json');
		writeFileSync(file, 'old');
		symlinkSync(file, link);
		await writeReport(link, 'new');
		expect(readFileSync(file, 'utf8')).to.equal('new');
		expect(readdirSync(folder)).to.have.lengthOf(2);
	});

	// A pipe of its own: run as root, a mistake here would replace the device it was tried on.
	it('writes into a pipe instead of replacing it', async function () {
		const pipe = join(folder, 'pipe');
		if (spawnSync('mkfifo', [pipe]).status !== 0) this.skip();
		const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			await writeReport(pipe, 'through');
			expect(statSync(pipe).isFIFO()).to.equal(true);
			expect(readFileSync(reader, 'utf8')).to.equal('through');
		} finally {
			closeSync(reader);
		}
	});

	it('names the path that it cannot write', async () => {
		const taken = join(folder, 'taken');
		mkdirSync(taken);
		expect(await failure(writeReport(taken, 'x'))).to.equal(
			`report cannot be written: ${taken}: EISDIR`,
		);
		writeFileSync(join(folder, 'file'), '');
		const below = join(folder, 'file', 'report.json');
		expect(await failure(writeReport(below, 'x'))).to.equal(
			`report cannot be written: ${below}: ENOTDIR`,
		);
	});
});

async function failure(promise: Promise<void>): Promise<string> {
	return promise.then(
		() => 'nothing failed',
		(error: unknown) => (error instanceof Error ? error.message : String(error)),
	);
}
