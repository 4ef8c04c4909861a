/** `npx mocha` in a checkout: the suites against a real server, told by variables what to do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { withServer } from '../harness/own-server.ts';
import { neutralEnvironment, temporaryFolder } from '../run-cli.ts';
import { type NodeConfig, startNode } from '../servers/node.ts';
import { trustingTls, writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
after(() => folder.remove());
const given = writeGivenFiles(folder);
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the suites under plain mocha', () => {
	it('pass on a sound server', async () => {
		const { code, passes, failures, text } = await against('reject-unauthorized');
		expect(failures, text).to.deep.equal([]);
		expect(passes).to.include.members(accepted);
		expect(code).to.equal(0);
	});

	it('fail on a weak one, each with the name of its variant', async () => {
		const { code, passes, failures, text } = await against('unchecked');
		expect(failures).to.include.members(accepted);
		expect(passes.filter((title) => failures.includes(title))).to.deep.equal([]);
		expect(text).to.match(/expected trust\/wrong-root over TLSv1\.3 to conform/u);
		expect(code).to.equal(failures.length);
	});

	it('say in the one test that they have what is missing', async () => {
		const { code, failures, text } = await mocha({});
		expect(code).to.equal(1);
		expect(failures).to.deep.equal(['has a target and materials that can be used']);
		expect(text).to.contain('no URL to test').and.to.contain('hint: ');
	});
});

/** What a server that checks nothing lets in. */
const accepted = ['TLSv1.2', 'TLSv1.3'].flatMap((version) =>
	['self-signed', 'self-signed-clone', 'wrong-root', 'wrong-root-sent', 'impostor-root'].map(
		(name) => `trust/${name} ${version}`,
	),
);

interface MochaRun {
	readonly code: number | null;
	/** The titles of the tests that passed, and of those that did not. */
	readonly passes: readonly string[];
	readonly failures: readonly string[];
	readonly text: string;
}

function against(mode: NodeConfig['mode']): Promise<MochaRun> {
	const starting = startNode({ ...trustingTls, mode });
	return withServer(
		starting.then((it) => ({ ...it, close: () => it.stop() })),
		({ url }) =>
			mocha({
				MTLS_GAUNTLET_URL: url,
				MTLS_GAUNTLET_CACERT: given.cacert,
				MTLS_GAUNTLET_CLIENT_CA: given.clientCa,
				MTLS_GAUNTLET_CLIENT_CA_KEY: given.clientCaKey,
				MTLS_GAUNTLET_ONLY: 'trust',
			}),
	);
}

/** Without arguments, as `npx mocha` runs it: the reporter is the one that people see. */
async function mocha(env: Readonly<Record<string, string>>): Promise<MochaRun> {
	const bin = fileURLToPath(new URL('../../node_modules/mocha/bin/mocha.js', import.meta.url));
	const child = spawn(process.execPath, [bin], {
		cwd: root,
		env: { ...neutralEnvironment(), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
	const [code] = (await once(child, 'close')) as [number | null];
	const plain = stripVTControlCharacters(text);
	const [tree = ''] = plain.split(/^ {2}\d+ passing/mu);
	return {
		code,
		passes: titles(tree, /^ +[✔✓] (.+?)(?: \(\d+ms\))?$/gmu),
		failures: titles(tree, /^ +\d+\) (.+)$/gmu),
		text: plain,
	};
}

function titles(tree: string, line: RegExp): readonly string[] {
	return [...tree.matchAll(line)].map(([, title = '']) => title);
}
