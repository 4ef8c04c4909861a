/** Node's documented optional idiom forgets, or does not, that a resumed session had no certificate. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { command, impatient, isRegistryOut } from '../../packed.ts';
import { findingsOf } from '../findings-of.ts';
import { noMaterials, runAgainst, serverTls } from '../lab.ts';

/** 200 for whom `authorized` says, 401 for all others. */
const optional = `
	const options = { ...JSON.parse(process.env.SERVER_TLS), requestCert: true, rejectUnauthorized: false };
	const server = require('node:https').createServer(options, ({ socket }, response) => {
		response.writeHead(socket.authorized ? 200 : 401).end(String(socket.authorized));
	});
	server.listen(0, '127.0.0.1', () => console.log(server.address().port));
	process.stdin.resume().once('end', () => process.exit());
`;
const only = ['resumption/anonymous-session'];

describe('a session without a certificate, resumed at Node', function versions() {
	this.timeout(120_000);

	for (const [version, outcome] of [
		['20', 'deviates'],
		['22', 'deviates'],
		['24', 'conforms'],
	] as const) {
		it(`${version}: ${outcome}, 20 times`, async function each() {
			const node = await pathOfNode(version);
			if (node === null) this.skip();
			const server = spawn(node, ['-e', optional], {
				env: { ...process.env, SERVER_TLS: JSON.stringify(serverTls) },
				stdio: ['pipe', 'pipe', 'inherit'],
			});
			try {
				const port = await portOf(server);
				const materials = outcome === 'deviates' ? { materials: noMaterials } : {};
				const seen = new Set<string>();
				for (let round = 0; round < 20; round += 1) {
					const run = await runAgainst(port, { only, tls: ['TLSv1.3'], ...materials });
					for (const finding of findingsOf(run, only[0] ?? '')) seen.add(finding.outcome);
				}
				expect([...seen]).to.deep.equal([outcome]);
			} finally {
				server.stdin?.end();
				await once(server, 'exit');
			}
		});
	}
});

/** The path of that version, from the registry if it is not this one; `null` where that is out. */
async function pathOfNode(version: string): Promise<string | null> {
	if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
	const args = ['--yes', ...impatient, '--package', `node@${version}`, '--', 'node'];
	try {
		const { stdout } = await command('npx', [...args, '-p', 'process.execPath'], '.');
		return stdout.trim();
	} catch (error) {
		if (isRegistryOut(error)) return null;
		throw error;
	}
}

async function portOf(server: ChildProcess): Promise<number> {
	if (server.stdout === null) throw new Error('the server has no output');
	const [line] = (await once(server.stdout, 'data')) as [Buffer];
	return Number(line.toString());
}
