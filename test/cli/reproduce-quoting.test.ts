/** The lines that reproduce a finding, where paths and names hold what a shell would read otherwise. */
import { mkdirSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { after, it } from 'mocha';
import { findingOf } from '../harness/findings-of.ts';
import { startOwn, withServer } from '../harness/own-server.ts';
import { runForReport, temporaryFolder, type TemporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { writeGivenFiles } from './given-files.ts';
import { typedIn } from './typed-in.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const path = "/it's%20b/%s?home=$HOME&c=`id`&d=\\n";
const name = 'O\'Brien "100%" & $SONS; sons';

describeWithServer('openssl', 'the lines that reproduce a finding', () => {
	it('ask for the same path, as the same client', async () => {
		const given = writeGivenFiles(within(folder, "it's 100% $mine"));
		const asked: unknown[] = [];
		const server = startOwn({}, (request, response) => {
			// The socket of a request to an https server.
			const { subject } = (request.socket as TLSSocket).getPeerCertificate();
			asked.push([request.method, request.url, request.headers.host, subject.CN]);
			response.end('hello\n');
		});
		await withServer(server, async ({ port }) => {
			const url = `https://localhost:${port}${path}`;
			const args = [...given.caFlags, '--only', 'control', '--identity', `cn:${name}`];
			const { run } = await runForReport([url, ...args, '--tls', '1.3']);
			const { outcome, reproduce } = findingOf(run, 'control/valid-via-intermediate');
			expect(outcome).to.equal('conforms');
			expect(asked).to.deep.include(['GET', path, `localhost:${port}`, name]);
			asked.length = 0;
			const { status, text } = await typedIn(reproduce, folder, { SONS: 'x', mine: 'x' });
			expect(status, text).to.equal(200);
			expect(asked).to.deep.equal([['GET', path, `localhost:${port}`, name]]);
		});
	});
});

/** A folder of that name in it. */
function within(parent: TemporaryFolder, inner: string): TemporaryFolder {
	mkdirSync(parent.path(inner));
	return {
		...parent,
		path: (file) => parent.path(`${inner}/${file}`),
		write: (file, text) => parent.write(`${inner}/${file}`, text),
	};
}
