import { expect } from 'chai';
import { type ChildProcess, spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'mocha';
import { isGroupAlive } from '../../../../harness/lab/sandbox/process-group.ts';
import type { Child } from '../../../../harness/lab/sandbox/child.ts';
import { openSandbox, type Sandbox } from '../../../../harness/lab/sandbox/sandbox.ts';

describe('a sandbox', () => {
	const opened: Sandbox[] = [];

	afterEach(() => Promise.all(opened.splice(0).map((it) => it.close())));

	function open(): Sandbox {
		const sandbox = openSandbox();
		opened.push(sandbox);
		return sandbox;
	}

	function shell(sandbox: Sandbox, script: string, graceMs?: number): Child {
		return sandbox.start({
			command: 'sh',
			args: ['-c', script],
			cwd: sandbox.folder,
			env: process.env,
			...(graceMs === undefined ? {} : { graceMs }),
		});
	}

	it('is for its owner only', () => {
		const sandbox = open();
		const file = sandbox.write('a/b/c.key', 'secret');
		const folder = sandbox.makeFolder('logs/http');

		expect(file).to.equal(join(sandbox.folder, 'a', 'b', 'c.key'));
		expect(statSync(file).mode & 0o777).to.equal(0o600);
		for (const it of [sandbox.folder, folder, join(sandbox.folder, 'a')]) {
			expect(statSync(it).mode & 0o777).to.equal(0o700);
		}
	});

	it('writes nothing outside itself', () => {
		const sandbox = open();

		for (const name of ['../x', '/etc/x', 'a/../../x', '..', '.', '']) {
			expect(() => sandbox.write(name, ''), name).to.throw('leads out of the sandbox');
			expect(() => sandbox.makeFolder(name), name).to.throw('leads out of the sandbox');
		}
		expect(sandbox.write('..a', '')).to.equal(join(sandbox.folder, '..a'));
	});

	it('keeps the end of what a program wrote, and how it ended, after it is closed', async () => {
		const sandbox = open();
		const child = shell(sandbox, 'yes | head -c 300000; echo the last words >&2; exit 7');
		await child.exited;
		await sandbox.close();

		expect(child.output())
			.to.have.length(64 * 1024)
			.and.match(/the last words\n$/u);
		expect(child.ended()).to.equal('exit code 7');
		expect(existsSync(sandbox.folder)).to.equal(false);
		expect(() => shell(sandbox, 'true')).to.throw('closed');
	});

	it('says why a program could not be started', async () => {
		const sandbox = open();
		const start = async (
			command: string,
			cwd = sandbox.folder,
			arg = '',
		): Promise<string | null> => {
			const child = sandbox.start({ command, args: [arg], cwd, env: { PATH: '/usr/bin:/bin' } });
			await child.exited;
			await child.stop();
			return child.ended();
		};

		expect(await start('no-such-server')).to.equal('no-such-server: not found');
		expect(await start(sandbox.write('script', ''))).to.match(
			/script: not found, or not executable$/u,
		);
		expect(await start('sh', '/no/such/folder')).to.match(/the folder .* is not there/u);
		expect(await start('sh', undefined, 'x'.repeat(4_000_000))).to.match(/^sh: .*E2BIG/u);
	});

	it('gives a group its time, and ends it with all that is left', async () => {
		const sandbox = open();
		const slow = shell(
			sandbox,
			`(trap 'sleep 0.3; echo tidied up; exit' TERM; echo up; while :; do sleep 0.05; done) & wait`,
		);
		const deaf = shell(sandbox, "trap '' TERM; sleep 300 & echo up; wait", 100);
		await until(() => slow.output() === 'up\n' && deaf.output() === 'up\n');
		await Promise.all([slow.stop(), deaf.stop(), deaf.stop()]);

		expect(slow.output()).to.include('tidied up');
		expect(deaf.ended()).to.equal('SIGKILL');
		for (const { pid } of [slow, deaf]) expect(isGroupAlive(pid ?? 0)).to.equal(false);
	});

	it('starts again after a stop, and knows whom a program left behind', async () => {
		const sandbox = open();
		const first = shell(sandbox, 'echo first; sleep 300');
		await until(() => first.output() === 'first\n');
		await first.stop();
		const second = shell(sandbox, 'sleep 300 & echo second');
		await second.exited;

		expect([first.output(), second.output()]).to.deep.equal(['first\n', 'second\n']);
		expect([first.isGroupAlive(), second.isGroupAlive()]).to.deep.equal([false, true]);
		await sandbox.close();
		expect(second.isGroupAlive()).to.equal(false);
	});

	it('names the folder for temporary files where there is none', () => {
		const { TMPDIR } = process.env;
		process.env['TMPDIR'] = '/no/such/folder';
		try {
			expect(() => openSandbox()).to.throw('/no/such/folder: no sandbox can be made');
		} finally {
			if (TMPDIR === undefined) delete process.env['TMPDIR'];
			else process.env['TMPDIR'] = TMPDIR;
		}
	});
});

describe('a sandbox whose owner ends', () => {
	const temporary = mkdtempSync(join(tmpdir(), "mtls gauntlet's tests-"));
	const owners = new Map<string, Promise<Owner>>();
	const ways = ['close', 'usage-error', 'uncaught', 'interrupt', 'interrupt twice', 'TERM', 'KILL'];

	before(() => {
		mkdirSync(join(temporary, 'linked'));
		writeFileSync(join(temporary, 'linked', 'file'), '');
		for (const way of ways) owners.set(way, startOwner(way.split(' ')[0] ?? '', temporary));
	});

	after(() => rmSync(temporary, { recursive: true }));

	async function endOf(way: string, ...signals: readonly NodeJS.Signals[]): Promise<string | null> {
		// `before` made one for each way.
		const owner = await (owners.get(way) as Promise<Owner>);
		for (const signal of signals) owner.process.kill(signal);
		await owner.ended;
		await until(() => !existsSync(owner.folder));
		await until(() => !owner.groups.some((it) => isGroupAlive(it)));
		return owner.process.signalCode ?? String(owner.process.exitCode);
	}

	it('leaves nothing behind by closing it', async () => {
		expect(await endOf('close')).to.equal('0');
		expect(await endOf('usage-error')).to.equal('2');
	});

	it('leaves nothing behind by Ctrl-C, once or twice', async () => {
		expect(await endOf('interrupt', 'SIGINT')).to.equal('130');
		expect(await endOf('interrupt twice', 'SIGINT', 'SIGINT')).to.equal('130');
	});

	it('leaves nothing behind by a mistake of its own', async () => {
		expect(await endOf('uncaught')).to.equal('1');
	});

	it('leaves nothing behind by signals that it does not see coming', async () => {
		expect(await endOf('TERM', 'SIGTERM')).to.equal('SIGTERM');
		expect(await endOf('KILL', 'SIGKILL')).to.equal('SIGKILL');
	});

	it('has no watchdog that outlives its work, and touches nothing else', async () => {
		await until(() => !isWatched(temporary));

		expect(readdirSync(temporary).join()).to.not.include('mtls-gauntlet-lab');
		expect(readdirSync(join(temporary, 'linked'))).to.deep.equal(['file']);
	});
});

interface Owner {
	readonly process: ChildProcess;
	readonly ended: Promise<unknown>;
	readonly folder: string;
	readonly groups: readonly number[];
}

async function startOwner(way: string, temporary: string): Promise<Owner> {
	const script = fileURLToPath(new URL('sandbox-owner.ts', import.meta.url));
	const owner = spawn(process.execPath, ['--import', 'tsx', script, way], {
		env: { ...process.env, TMPDIR: temporary },
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const ended = new Promise((resolve) => {
		owner.once('exit', resolve);
	});
	const line = await new Promise<string>((resolve, reject) => {
		owner.stdout.setEncoding('utf8').once('data', resolve);
		void ended.then(() => reject(new Error(`${way}: the owner ended too early`)));
	});
	const { folder, groups } = JSON.parse(line) as Pick<Owner, 'folder' | 'groups'>;
	return { process: owner, ended, folder, groups };
}

/** Whether anybody lives who was told of a sandbox below this folder: watchdogs, and whom they watch. */
function isWatched(folder: string): boolean {
	if (process.platform !== 'linux') return false;
	return readdirSync('/proc').some((pid) =>
		['cmdline', 'environ'].some((kind) => told(pid, kind).includes(`${folder}/mtls-gauntlet-lab-`)),
	);
}

function told(pid: string, kind: string): string {
	try {
		return readFileSync(`/proc/${pid}/${kind}`, 'utf8');
	} catch {
		return '';
	}
}

async function until(isSo: () => boolean): Promise<void> {
	const deadline = Date.now() + 20_000;
	while (!isSo()) {
		if (Date.now() > deadline) throw new Error(`never so: ${String(isSo)}`);
		await pause(10);
	}
}
