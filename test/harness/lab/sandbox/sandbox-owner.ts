/**
 * A process that owns a sandbox and ends in the way that it is told: `close`, `usage-error`,
 * `interrupt`, `uncaught`, `wait`. It says its folder and process groups, one JSON line, beforehand.
 */
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openSandbox } from '../../../../harness/lab/sandbox/sandbox.ts';
import { UsageError } from '../../../../harness/usage-error.ts';

const [, , way] = process.argv;
const sandbox = openSandbox();
const env = process.env;
// Neither of them hears SIGTERM, and the one that is not ours keeps what it writes to open.
const stubborn = sandbox.start({
	command: 'sh',
	args: ['-c', "trap '' TERM; sleep 300 & echo up; sleep 300"],
	cwd: sandbox.folder,
	env,
	graceMs: 200,
});
const orphaning = sandbox.start({
	command: 'sh',
	args: ['-c', 'command -v setsid > /dev/null && setsid sleep 301 & sleep 300 & echo up'],
	cwd: '/',
	env,
	graceMs: 200,
});
sandbox.write('kept/secret.key', 'secret');
chmodSync(sandbox.write('kept/read-only', ''), 0o400);
symlinkSync(join(sandbox.folder, '..', 'linked'), join(sandbox.folder, 'kept', 'link'));
chmodSync(sandbox.makeFolder('kept'), 0o500);

const isUp = (): boolean =>
	[stubborn, orphaning].every((it) => it.output() === 'up\n') && orphaning.ended() !== null;
const begun = setInterval(() => {
	if (!isUp()) return;
	clearInterval(begun);
	console.log(JSON.stringify({ folder: sandbox.folder, groups: [stubborn.pid, orphaning.pid] }));
	void end();
}, 10);

async function end(): Promise<void> {
	switch (way) {
		case 'close':
			await sandbox.close();
			return;
		case 'usage-error':
			try {
				throw new UsageError('the config cannot be used');
			} catch {
				process.exitCode = 2;
			} finally {
				await sandbox.close();
			}
			return;
		case 'uncaught':
			throw new Error('a mistake of our own');
		case 'interrupt': {
			let isAsked = false;
			process.on('SIGINT', () => {
				if (isAsked) process.exit(130);
				isAsked = true;
				void sandbox.close().then(() => process.exit(130));
			});
			setInterval(() => {}, 1000);
			return;
		}
		default:
			setInterval(() => {}, 1000);
	}
}
