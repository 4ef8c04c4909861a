#!/usr/bin/env node
// Before anything else is loaded: undici needs what older versions lack, and fails with a stack.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
	process.stderr.write(
		`mtls-gauntlet: node ${process.versions.node} is too old\nhint: use node 20.19, 22.12 or later\n`,
	);
	process.exitCode = 2;
} else {
	await import('./main.ts');
}

export {};
