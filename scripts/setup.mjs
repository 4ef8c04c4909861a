/**
 * Makes a fresh clone ready: installs the packages where they are missing or not those of the lock
 * file. With --servers also the servers that the tests run. Needs nothing but Node and npm.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Debian's packages for each command that the tests use. */
const packages = {
	nginx: ['nginx', 'libnginx-mod-stream'],
	haproxy: ['haproxy'],
	apache2: ['apache2'],
	stunnel4: ['stunnel4'],
	hitch: ['hitch'],
	lighttpd: ['lighttpd', 'lighttpd-mod-openssl'],
	caddy: ['caddy'],
	'gnutls-serv': ['gnutls-bin'],
	// Its source file mode takes the compiler.
	java: ['default-jdk-headless'],
	openssl: ['openssl'],
	curl: ['curl'],
	xmllint: ['libxml2-utils'],
	chromium: ['chromium'],
	'pre-commit': ['pre-commit'],
};
/** Without these CI fails. The others are not packed everywhere: their tests are skipped then. */
const required = ['nginx', 'haproxy', 'apache2', 'openssl', 'curl', 'xmllint', 'chromium'];
/** What a command cannot do without, where a package of its own brings it. */
const modules = {
	nginx: '/usr/lib/nginx/modules/ngx_stream_module.so',
	lighttpd: '/usr/lib/lighttpd/mod_openssl.so',
	java: '/usr/bin/javac',
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
if (!packagesInstalled()) await installPackages();
if (process.argv.includes('--servers')) await provideServers();

/** Whether node_modules holds what the lock file asks for. npm's own record says what it holds. */
function packagesInstalled() {
	const record = 'node_modules/.package-lock.json';
	if (!existsSync(record)) return false;
	const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
	const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
	return Object.entries(locked).every(
		([path, { version, optional }]) =>
			path === '' || optional === true || installed[path]?.version === version,
	);
}

async function installPackages() {
	const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
	if ((await run('npm', args)) !== 0) fail('npm ci failed');
}

async function provideServers() {
	let missing = missingCommands();
	if (missing.length > 0 && mayUseApt()) {
		await withoutStartingServices(() => aptInstall(missing));
		missing = missingCommands();
	}
	if (missing.length === 0) return;
	const message = `not installed: ${missing.join(', ')}`;
	if (process.env.CI === 'true' && missing.some((it) => required.includes(it) && !isThere(it)))
		fail(message);
	console.log(`${message}: their tests are skipped`);
}

function missingCommands() {
	return Object.keys(packages).filter(
		(command) =>
			!isThere(command) || (modules[command] !== undefined && !existsSync(modules[command])),
	);
}

function isThere(command) {
	// Debian keeps servers in sbin folders, which are not on everybody's PATH.
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
	return folders.some((folder) => existsSync(join(folder, command)));
}

function mayUseApt() {
	return (
		process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
	);
}

async function aptInstall(commands) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const names = commands.flatMap((command) => packages[command]);
	// A stale index of one source does not hinder the others: install decides.
	await run('apt-get', ['update', '-q'], env);
	const args = ['install', '-q', '-y', '--no-install-recommends'];
	if ((await run('apt-get', [...args, ...names], env)) === 0) return;
	// One package that is not there keeps all others from being installed.
	for (const name of names) {
		if ((await run('apt-get', [...args, name], env)) !== 0) console.log(`no package ${name}`);
	}
}

/** invoke-rc.d asks this file before it starts a service; 101 means no. One already there stays. */
async function withoutStartingServices(install) {
	const policy = '/usr/sbin/policy-rc.d';
	if (existsSync(policy)) return await install();
	// Interrupted, dpkg may go on in the background: the file has to outlive it.
	let exitCode = null;
	const onInterrupt = () => {
		exitCode = 130;
	};
	const onTerminate = () => {
		exitCode = 143;
	};
	process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
	writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
	try {
		await install();
	} finally {
		rmSync(policy, { force: true });
		process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
		if (exitCode !== null) process.exit(exitCode);
	}
}

function run(command, args, env = process.env) {
	console.log(`$ ${command} ${args.join(' ')}`);
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			stdio: ['ignore', 'inherit', 'inherit'],
			env,
			shell: process.platform === 'win32',
		});
		child.on('error', () => resolve(127));
		child.on('close', (status) => resolve(status ?? 1));
	});
}

function fail(message) {
	console.error(`error: ${message}`);
	process.exit(1);
}
