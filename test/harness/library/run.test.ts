import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import {
	CannotBuild,
	defineVariant,
	exitCode,
	type Finding,
	hoursFrom,
	present,
	probe,
	render,
	run,
	type RunRequest,
	start,
	UsageError,
} from '../../../harness/index.ts';
import { type GivenFiles, writeGivenFiles } from '../../cli/given-files.ts';
import { temporaryFolder } from '../../run-cli.ts';
import { type OwnServer, startOwn } from '../own-server.ts';

const folder = temporaryFolder();
let given: GivenFiles;
let server: OwnServer;
let request: RunRequest;

before(async () => {
	given = writeGivenFiles(folder);
	server = await startOwn();
	const { cacert, clientCa, clientCaKey } = given;
	request = {
		...{ url: server.url, cacert, clientCa, clientCaKey },
		connectTo: connectTo(),
		tls: 1.3,
	};
});
after(async () => {
	await server.close();
	folder.remove();
});

const common = {
	why: 'It shows what becomes of variants of a user.',
	fix: 'Refuse it.',
	cites: [{ section: 'Policy ACME 1', quote: 'Not this.' }],
	level: 'MUST',
	severity: 'high',
	expect: 'reject',
	twin: 'control/issued',
} as const;
const lastYear = defineVariant({
	...common,
	id: 'acme/last-year',
	title: 'a certificate of last year',
	needs: ['issuer'],
	attempt: ({ issuer }) =>
		present(issuer.issue({ validity: { notAfter: hoursFrom(Date.now(), -24 * 365) } })),
});
const letIn = defineVariant({
	...common,
	id: 'acme/let-in',
	title: 'a certificate like any other',
	needs: ['issuer'],
	attempt: ({ issuer }) => present(issuer.issue()),
});
const broken = defineVariant({
	...common,
	id: 'acme/broken',
	title: 'an attempt that goes wrong',
	needs: [],
	attempt: () => {
		throw new Error('printer.pem is not there');
	},
});
const elsewhere = defineVariant({
	...common,
	id: 'acme/elsewhere',
	title: 'an attempt that knows it cannot be made here',
	needs: [],
	attempt: () => {
		throw new CannotBuild('the HSM is not here');
	},
});

describe('the library', () => {
	it('runs, calls back for each finding, and says how the command line would end', async () => {
		const heard: Finding[] = [];
		const told = await run({
			...request,
			only: 'presence,trust/wrong-root',
			onFinding: (finding) => heard.push(finding),
		});
		expect(told).to.include({ conclusion: 'conforms', interrupted: false });
		expect(told.findings.map(({ id }) => id)).to.include.members([
			'control/valid',
			'trust/wrong-root',
		]);
		expect(heard).to.have.members([...told.findings]);
		expect(exitCode(told)).to.equal(0);
		expect(await render(told, 'junit')).to.match(/^<\?xml/u);
		expect(await render(told, 'list')).to.match(/conforms: .*\(exit 0\)/u);
	});

	it('takes variants of the user: judged like others, a broken one is inconclusive', async () => {
		const variants = [lastYear, letIn, broken, elsewhere];
		const told = await run({ ...request, only: 'acme', variants });
		const outcomes = told.findings.filter(({ family }) => family === 'acme');
		expect(outcomes.map(({ id, outcome, fails }) => [id, outcome, fails])).to.deep.equal([
			['acme/last-year', 'conforms', false],
			['acme/let-in', 'deviates', true],
			['acme/broken', 'inconclusive', false],
			['acme/elsewhere', 'skipped', false],
		]);
		expect(outcomes.map(({ message }) => message).slice(2)).to.deep.equal([
			...['its attempt threw: printer.pem is not there', 'the HSM is not here'],
		]);
		// An object stands in no file that `pki` could read.
		expect(outcomes.flatMap(({ reproduce }) => reproduce)).to.deep.equal([]);
		expect(exitCode(told)).to.equal(1);
		const only = await run({ ...request, only: 'acme/broken', variants });
		expect(exitCode(only)).to.equal(3);
	});

	it('probes one variant, with its controls behind it', async () => {
		const findings = await probe('trust/wrong-root', request);
		expect(findings.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
			['trust/wrong-root', 'conforms'],
		]);
		const two = await probe(['acme/last-year', 'trust/self-signed'], {
			...request,
			variants: [lastYear],
		});
		expect(two.map(({ id }) => id)).to.have.members(['acme/last-year', 'trust/self-signed']);
	});

	it('starts a run whose findings are known by title before they are concluded', async () => {
		const { planned, run: whole } = await start({ ...request, only: 'presence' });
		expect(planned.map(({ title }) => title)).to.include('presence/no-certificate TLSv1.3');
		const found = await Promise.all(planned.map(({ finding }) => finding));
		expect((await whole).findings).to.deep.equal(found);
	});

	it('takes a suite, which wins over what stands beside it', async () => {
		const suites = { smoke: { only: 'presence', failOn: 'low' } } as const;
		const told = await run({ ...request, only: 'trust', suites, suite: 'smoke' });
		expect(new Set(told.findings.map(({ family }) => family))).to.deep.equal(
			new Set(['control', 'presence']),
		);
	});

	it('runs against several targets as one run', async () => {
		const { url, connectTo: to, ...shared } = request;
		const other = await startOwn({ rejectUnauthorized: false });
		try {
			const told = await run({
				...shared,
				only: 'presence/no-certificate',
				targets: [
					{ ...at(url ?? '', to), name: 'sound' },
					{ ...at(other.url, `127.0.0.1:${other.port}`), name: 'weak' },
				],
			});
			expect(told.targets.map(({ name, conclusion }) => [name, conclusion])).to.deep.equal([
				['sound', 'conforms'],
				['weak', 'deviates'],
			]);
			expect(told.summary.planned).to.equal(told.findings.length);
			expect(told.findings.filter(({ fails }) => fails)).to.have.length(1);
		} finally {
			await other.close();
		}
	});

	it('is judged with waivers', async () => {
		const waivers = folder.write(
			'waivers.json',
			JSON.stringify([{ id: 'acme/let-in', reason: 'until spring', expires: '2999-01-01' }]),
		);
		const told = await run({ ...request, only: 'acme', variants: [letIn], waivers });
		expect(told.summary).to.include({ waived: 1, fails: 0 });
		expect(exitCode(told)).to.equal(0);
	});

	it('ends early when it is told to, with what it has', async () => {
		const stop = new AbortController();
		const told = await run({
			...{ ...request, signal: stop.signal, concurrency: 1 },
			onFinding: () => stop.abort(),
		});
		expect(told.interrupted).to.equal(true);
		expect(exitCode(told)).to.equal(130);
	});

	it('rejects with what its listener throws', async () => {
		const threw = await run({
			...{ ...request, only: 'trust/wrong-root' },
			onFinding: () => {
				throw new RangeError('out of ink');
			},
		}).catch((error: unknown) => error);
		expect(threw).to.be.an.instanceof(RangeError);
	});

	it('takes no end of the HTTP client for an error of TLS', async () => {
		const { findings } = await run({ ...request, only: 'validity/expired' });
		const valid = findings.find(({ id }) => id === 'control/valid');
		const names = valid?.observation?.connections.at(-1)?.events.map(({ name }) => name) ?? [];
		expect(names).to.include('handshake completed').and.to.not.include('tls error');
	});

	const faults: readonly (readonly [name: string, ask: () => Promise<unknown>, message: RegExp])[] =
		[
			['no URL', () => run({}), /^no URL to test$/u],
			[
				'a misspelt option',
				() => run({ ...request, onyl: 'trust' } as RunRequest),
				/^run\(\): unknown option "onyl"$/u,
			],
			[
				'an option of another type',
				() => run({ ...request, only: 7n } as never),
				/^run\(\): only: expected text/u,
			],
			[
				'a selection of nothing',
				() => run({ ...request, only: 'acme' }),
				/^no such variant: acme$/u,
			],
			['a family to probe', () => probe('trust', request), /^probe\(\): "trust" is no id$/u],
			['nothing to probe', () => probe([], request), /^probe\(\): no id$/u],
			['an unknown id', () => probe('trust/none', request), /^no such variant: trust\/none$/u],
			[
				'an unsound variant',
				() => run({ ...request, variants: [{ ...letIn, twin: null }] }),
				/^"acme\/let-in": twin is null$/u,
			],
			[
				'a suite that there is not',
				() => run({ ...request, suite: 'smoke' }),
				/^--suite "smoke": /u,
			],
			[
				'targets to start',
				() => start({ ...request, url: undefined, targets: [server.url] } as never),
				/^start\(\): targets: /u,
			],
			[
				'a variable that it was not given',
				() => run({ ...request, pass: 'env:HOME', cert: given.cert }),
				/HOME/u,
			],
		];
	for (const [name, ask, message] of faults) {
		it(`throws a UsageError for ${name}`, async () => {
			const error = await ask().catch((thrown: unknown) => thrown);
			expect(error).to.be.instanceOf(UsageError);
			expect((error as UsageError).message).to.match(message);
		});
	}
});

function connectTo(): string {
	return `127.0.0.1:${server.port}`;
}

function at(url: string, to: string | undefined): { url: string; connectTo?: string } {
	return { url, ...(to === undefined ? {} : { connectTo: to }) };
}
