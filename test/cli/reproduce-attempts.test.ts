/** The lines that reproduce attempts of every kind: a server hears from them what it heard from us. */
import { createHash, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { findVariant } from '../../fixtures/catalogue.ts';
import { type Attempt, connect } from '../../fixtures/attempt.ts';
import type { ProbeVariant } from '../../fixtures/variant.ts';
import { probe } from '../../harness/probe/probe.ts';
import { reproduction } from '../../harness/reproduce/reproduce.ts';
import type { TlsVersion } from '../../harness/options.ts';
import { clientRoot, runOptions, serverTls } from '../harness/lab.ts';
import { temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';
import { writeGivenFiles } from './given-files.ts';
import { type Heard, type Recorded, startRecording } from './recording-servers.ts';
import { typedIn } from './typed-in.ts';

const folders: (() => void)[] = [];
const valid = clientRoot.issue();
const head = {
	method: 'POST',
	target: "/it's/%2e%s\x007/\\n/\xe9\t//;a=$HOME",
	hosts: ['a.test', 'b.test'],
	lines: ['X-Folded: a', '\tb "c"', 'X-Space : `id`'],
};

interface Case {
	readonly on: Recorded;
	readonly tls?: TlsVersion;
	readonly attempt: Attempt;
	/** How often a server heard it. */
	readonly connections?: number;
	/** Which connections resumed a session. */
	readonly reused?: readonly boolean[];
	readonly isSecret?: true;
}

/** With one servername per connection, each shows what the one before left. */
const resumed = (first: Attempt[0]): Attempt => [
	{ ...first, servername: 'a.test' },
	connect({
		servername: 'b.test',
		resume: 'previous',
		requests: [{ hosts: ['b.test'] }],
		...(first.sessions === undefined ? {} : { sessions: first.sessions }),
	}),
];
const withValid = { credential: valid };

const cases = {
	'octets that no library writes': { on: 'tls', attempt: [connect({ requests: [head] })] },
	'a connection that is kept open': {
		on: 'tls',
		attempt: [connect({ requests: [{ lines: ['Connection: x-verified'] }] })],
	},
	'another server_name': { on: 'tls', attempt: [connect({ servername: 'B.test.' })] },
	'no server_name': { on: 'tls', attempt: [{ ...withValid, servername: null }] },
	'two requests on one connection': {
		on: 'tls',
		tls: 'TLSv1.2',
		attempt: [{ ...withValid, requests: [{ target: '/1' }, { target: '/2', hosts: ['b.test'] }] }],
	},
	'a session of another name': {
		on: 'tls',
		attempt: resumed(withValid),
		connections: 2,
		reused: [false, true],
	},
	'a session by ticket': {
		on: 'tls',
		tls: 'TLSv1.2',
		attempt: resumed(connect()),
		connections: 2,
		reused: [false, true],
	},
	'a session by id': {
		on: 'tls',
		tls: 'TLSv1.2',
		attempt: resumed({ ...withValid, sessions: 'by-id' }),
		connections: 2,
		reused: [false, true],
	},
	'the session of the first connection, some time later': {
		on: 'tls',
		attempt: [
			{ ...withValid, servername: 'a.test' },
			connect({ after: new Date() }),
			connect({ servername: 'b.test', resume: 'first' }),
		],
		connections: 3,
		reused: [false, false, true],
	},
	'no TLS': { on: 'plain', attempt: [connect({ plaintext: true, requests: [head] })] },
	'no TLS, kept open': {
		on: 'plain',
		attempt: [connect({ plaintext: true, requests: [{ lines: ['Connection: x-verified'] }] })],
	},
	'another :authority over HTTP/2': {
		on: 'h2',
		attempt: [
			connect({
				protocol: 'h2',
				servername: 'www.test',
				requests: [{ authority: 'a.test:1', target: '/x//./%2e?q[]=1', lines: ["X-It: it's"] }],
			}),
		],
	},
	'HTTP/2 without a server_name': {
		on: 'h2',
		tls: 'TLSv1.2',
		attempt: [
			{ ...withValid, protocol: 'h2', servername: null, requests: [{ method: 'OPTIONS' }] },
		],
	},
	'two requests over HTTP/2': {
		on: 'h2',
		attempt: [
			{ ...withValid, protocol: 'h2', requests: [{ target: '/1' }, { authority: 'b.test' }] },
		],
	},
	'a header of the user': {
		on: 'tls',
		attempt: [connect({ requests: [{ target: '//' }] })],
		isSecret: true,
	},
	'a header of the user beside the run’s own request': {
		on: 'tls',
		attempt: [withValid],
		isSecret: true,
	},
	'a header of the user over HTTP/2': {
		on: 'h2',
		attempt: [connect({ protocol: 'h2' })],
		isSecret: true,
	},
} as const satisfies Record<string, Case>;

const secret = "Bearer o'pen";

interface Result {
	readonly lines: readonly string[];
	readonly probed: readonly Heard[];
	readonly typed: readonly Heard[];
}

describeWithServer('openssl', 'the lines that reproduce an attempt', () => {
	const results = new Map<string, Result>();
	before(async () => {
		const made = Object.entries<Case>(cases).map(async ([name, it]) => {
			results.set(name, await carriedOut(it));
		});
		await Promise.all(made);
	});
	after(() => {
		for (const remove of folders) remove();
	});

	for (const [name, { connections = 1, reused = [false], isSecret }] of Object.entries<Case>(
		cases,
	)) {
		it(`of ${name}`, () => {
			const result = results.get(name);
			const { probed = [], typed = [], lines = [] } = result ?? {};
			expect(probed, 'heard from the probe').to.have.lengthOf(connections);
			expect(probed.map(({ isReused }) => isReused)).to.deep.equal(reused);
			expect(probed[0]?.asked).to.match(/^[A-Z]+ \/|:path/u);
			expect(typed.map(comparable), lines.join('\n')).to.deep.equal(probed.map(comparable));
			expect(lines.join('\n')).to.not.contain('Bearer');
			if (isSecret) expect(probed[0]?.asked).to.contain(secret);
		});
	}

	it('are none where curl has no such request', async () => {
		const h2 = { protocol: 'h2', servername: 'a.test' } as const;
		const attempts: readonly Attempt[] = [
			[connect({ ...h2, requests: [{ hosts: ['b.test'] }] })],
			[connect({ ...h2, servername: 'A.test' })],
			[connect(h2), connect({ ...h2, resume: 'previous' })],
		];
		for (const attempt of attempts) {
			const { lines, probed } = await carriedOut({ on: 'h2', attempt });
			expect(probed).to.have.lengthOf(attempt.length);
			expect(lines).to.deep.equal([]);
		}
	});
});

/** Probes a server, and types the lines in that tell of it. */
async function carriedOut({ on, attempt, tls = 'TLSv1.3', isSecret }: Case): Promise<Result> {
	const folder = temporaryFolder();
	folders.push(() => folder.remove());
	const server = await startRecording(on);
	try {
		const options = {
			...runOptions(server.port),
			reproduceFrom: { kind: 'pki', flags: writeGivenFiles(folder).caFlags.slice(2) },
		} as const;
		const headers: Record<string, string> = isSecret ? { 'X-Token': secret } : {};
		const settings = {
			...{ address: { host: '127.0.0.1', port: server.port }, servername: 'localhost' },
			...{ authority: `localhost:${server.port}`, tls, path: '/own', method: 'GET' },
			confidential: isSecret ? { headers, sha256: serverSha256 } : null,
			rules: { acceptIf: [], rejectIf: [], reasonFrom: [], markers: [] },
			...{ sketchKey: null, secrets: Object.values(headers), timeoutMs: 10_000, waitMs: null },
		};
		const { signal } = new AbortController();
		const observation = await probe(attempt, settings, () => Promise.resolve(), signal);
		const probed = server.heard();
		const place = {
			tls,
			path: '/own',
			valid: sha256Of(valid.chain),
			headers: Object.keys(headers),
		};
		const lines = reproduction({ variant: atAVhost }, observation, options, place);
		await typedIn(lines, folder, { HEADER_X_TOKEN: secret, HOME: 'x' });
		return { lines, probed, typed: server.heard() };
	} finally {
		await server.close();
	}
}

/** Field names of HTTP/1.1 are written in either case. */
function comparable({ asked, ...heard }: Heard): unknown {
	return {
		...heard,
		asked: asked.replaceAll(/^(?:host|connection):/gimu, (it) => it.toLowerCase()),
	};
}

function sha256Of(chain: readonly Buffer[]): readonly string[] {
	return chain.map((it) => createHash('sha256').update(it).digest('hex'));
}

// It presents the valid credential where `pki` knows no names.
const atAVhost = findVariant('vhost/own-credential') as ProbeVariant;
const [serverSha256 = ''] = sha256Of([new X509Certificate(serverTls.cert).raw]);
