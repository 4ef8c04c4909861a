/** Runs a server as a child in the foreground, with its files in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface RunningServer {
	readonly url: string;
	readonly port: number;
	/** Everything that the server wrote so far; still there after `stop`. */
	logs(): string;
	/** Ends the server and removes its files; safe to call again. */
	stop(): Promise<void>;
}

export interface DaemonPlan {
	readonly command: string;
	/** Writes the configuration into the folder and says the arguments that use it. */
	readonly prepare: (folder: string, port: number) => readonly string[];
}

/** @throws Error with the server's own words when it does not come to listen. */
export async function startDaemon(plan: DaemonPlan): Promise<RunningServer> {
	// Somebody else may take a free port before the server does: then it says so, and gets another.
	for (let attempt = 1; ; attempt += 1) {
		const port = await freePort();
		const server = await launch(plan, port);
		if (await server.ready) return server;
		await server.stop();
		if (attempt === 3 || !/in use|cannot bind/iu.test(server.logs())) {
			throw new Error(`${plan.command} did not start:\n${server.logs()}`);
		}
	}
}

async function launch(
	plan: DaemonPlan,
	port: number,
): Promise<RunningServer & { readonly ready: Promise<boolean> }> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-server-'));
	// Workers that gave up root must still find their document root. Keys are 0600.
	chmodSync(folder, 0o755);
	const logFile = join(folder, 'log');
	const args = plan.prepare(folder, port);
	// A file, not a pipe: servers reopen /dev/stdout, and Node's pipes are sockets (ENXIO).
	const log = openSync(logFile, 'a');
	const child = spawn(plan.command, args, { cwd: folder, stdio: ['ignore', log, log] });
	closeSync(log);
	const exited = new Promise<void>((resolve) => {
		child.once('exit', () => resolve());
		child.once('error', () => resolve());
	});
	const killAtExit = (): void => {
		child.kill('SIGKILL');
	};
	process.once('exit', killAtExit);
	let lastWords: string | null = null;
	const logs = (): string => lastWords ?? readFileSync(logFile, 'utf8');
	return {
		url: `https://localhost:${port}/`,
		port,
		logs,
		ready: listening(child, port),
		async stop() {
			if (lastWords !== null) return;
			await end(child, exited);
			process.off('exit', killAtExit);
			lastWords ??= readFileSync(logFile, 'utf8');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	// A listening TCP server has an address that is no string (node:net).
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => {
		server.close(resolve);
	});
	return port;
}

/** Connects until somebody answers or the server is gone. */
async function listening(child: ChildProcess, port: number): Promise<boolean> {
	while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
		if (await connects(port)) return true;
		await pause(10);
	}
	return false;
}

function connects(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGTERM');
	const force = setTimeout(() => child.kill('SIGKILL'), 5000);
	await exited;
	clearTimeout(force);
}
