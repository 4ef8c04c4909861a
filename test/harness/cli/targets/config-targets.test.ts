import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { parseFleet } from '../../../../harness/cli/targets/parse-fleet.ts';
import { readOptions } from '../../../../harness/cli/read-options.ts';
import type { RawOptions } from '../../../../harness/cli/option-table.ts';
import { temporaryFolder } from '../../../run-cli.ts';
import { writeGivenFiles } from '../../../cli/given-files.ts';
import { refusal } from '../refusal.ts';

const folder = temporaryFolder();
after(() => folder.remove());
writeGivenFiles(folder);

describe('targets of a config', () => {
	it('have the defaults, except for what they say themselves', async () => {
		const { targets } = await read(
			{
				...{
					cert: 'client.pem',
					key: 'client.key',
					only: ['control/*', 'trust/*'],
					failOn: 'high',
				},
				targets: [
					'https://localhost:1/',
					{ name: 'own', url: 'https://localhost:2/x', only: 'presence/*', 'fail-on': 'low' },
					{ name: 'issued', url: 'https://localhost:3/', clientCa: 'client-ca.pem' },
				],
			},
			{ method: 'HEAD' },
		);
		expect(said(targets)).to.deep.equal([
			{
				...{ cert: 'client.pem', key: 'client.key', only: ['control/*', 'trust/*'] },
				...{ failOn: 'high', method: 'HEAD' },
			},
			{
				...{ cert: 'client.pem', key: 'client.key', only: ['presence/*'] },
				...{ failOn: 'low', method: 'HEAD' },
			},
			{
				...{ cert: 'client.pem', key: 'client.key', only: ['control/*', 'trust/*'] },
				...{ failOn: 'high', clientCa: 'client-ca.pem', method: 'HEAD' },
			},
		]);
		expect(targets.map(({ name }) => name)).to.deep.equal([
			'https://localhost:1/',
			'own',
			'issued',
		]);
	});

	it('leave the key of a default certificate to that certificate', async () => {
		const { targets } = await read({
			...{ cert: 'client.pem', key: 'client.key', credentials: 'dir' },
			targets: [
				{ name: 'a', url: 'https://localhost:1/', cert: 'own.p12' },
				{ name: 'b', url: 'https://localhost:1/', clientCa: 'client-ca.pem' },
			],
		});
		expect(said(targets)).to.deep.equal([
			{ cert: 'own.p12', credentials: 'dir' },
			{ cert: 'client.pem', key: 'client.key', clientCa: 'client-ca.pem' },
		]);
	});

	it('with the same URL are told apart by their names', async () => {
		const fleet = await parsed({
			targets: [
				{ name: 'pod 1', url: 'https://localhost:1/', connectTo: '127.0.0.1:2' },
				{ name: 'pod 2', url: 'https://localhost:1/', connectTo: '127.0.0.1:3' },
			],
		});
		expect(fleet.targets.map(({ target }) => target.url)).to.deep.equal([
			'https://localhost:1/#pod%201',
			'https://localhost:1/#pod%202',
		]);
		const run = await fleet.targets[1]?.options();
		expect(run?.target).to.include({ url: 'https://localhost:1/#pod%202', host: 'localhost' });
	});

	it('are selected by name or URL', async () => {
		const targets = ['edge-1', 'edge-2', 'core'].map((name, at) => ({
			...{ name, url: `https://localhost:${at + 1}/` },
		}));
		const chosen = await parsed({ targets }, { target: ['edge-*', 'https://localhost:3/'] });
		expect(chosen.targets.map(({ name }) => name)).to.deep.equal(['edge-1', 'edge-2', 'core']);
		const { message, hint } = await refusal(() => parsed({ targets }, { target: ['edge-3'] }));
		expect(message).to.equal('--target "edge-3": no target of the config is called so');
		expect(hint).to.equal('there are edge-1, edge-2, core');
	});

	const good = { url: 'https://localhost:1/' };
	const refused: readonly (readonly [string, object, RegExp])[] = [
		['an empty list', { targets: [] }, /targets: there is none/u],
		['no list', { targets: good }, /expected a list/u],
		['a number', { targets: [3] }, /target 1: expected an object/u],
		['an unknown option', { targets: [good, { ...good, cret: 'x' }] }, /target 2 .*"cret"/u],
		['an option of the run', { targets: [{ ...good, rate: '5/s' }] }, /target 1 .*whole run/u],
		['an option of the run', { targets: [{ ...good, shard: '1/2' }] }, /whole run/u],
		['no URL', { targets: [{ name: 'a' }] }, /target 1 \("a"\): url/u],
		['a URL twice', { targets: [good, good] }, /targets 1 and 2 are both called/u],
		['url beside it', { ...good, targets: [good] }, /both url and targets/u],
		['a password', { targets: [{ url: 'https://u:secret@h/', x: 1 }] }, /\*\*\*@/u],
	];
	for (const [name, config, message] of refused) {
		it(`are refused: ${name}`, async () => {
			const refused = await refusal(() => read(config));
			expect(refused.message).to.match(message).and.not.include('secret');
		});
	}

	const mistaken: readonly (readonly [string, object, RegExp])[] = [
		['a bad rule', { acceptIf: 'nonsense' }, /^target b: --accept-if/u],
		['a missing file', { cert: 'nowhere.pem' }, /^target b: --cert nowhere.pem/u],
		['an unknown variant', { only: 'nothing/*' }, /^target b: /u],
		[
			'nobody may test it',
			{ url: 'https://192.0.2.1/' },
			/^target b: 192.0.2.1 is not this machine/u,
		],
	];
	for (const [name, own, message] of mistaken) {
		it(`are all looked at before anything is sent: ${name}`, async () => {
			const b = { name: 'b', url: 'https://localhost:2/', ...own };
			const refused = await refusal(() => parsed({ targets: [good, b] }));
			expect(refused.message).to.match(message);
		});
	}

	it('show no password of a URL, whatever is wrong with it', async () => {
		const url = 'https://ann:s3cret@localhost:1/';
		const { message, hint } = await refusal(() => parsed({ targets: [url] }, { target: ['x*'] }));
		const all = [
			`${message} ${hint}`,
			(await refusal(() => parsed({ targets: [url] }))).message,
			(await refusal(() => parsed({ targets: [url, url] }))).message,
		];
		for (const said of all) {
			expect(said).to.include('https://***@localhost:1/').and.not.include('s3cret');
		}
	});

	it('make one plan of all that decides, and of nothing that is secret', async () => {
		const plan = async (also: object, flags: RawOptions = {}): Promise<string | undefined> => {
			const config = { cacert: 'server-ca.pem', targets: [good], ...also };
			const { shard } = await parsed(config, { shard: '1/3', ...flags });
			return shard?.plan;
		};
		const one = await plan({});
		expect(one).to.match(/^[0-9a-f]{64}$/u);
		const same = [
			...[await plan({}, { shard: '2/3' }), await plan({ rate: '5/s', concurrency: 2 })],
			await plan({}, { reporter: ['json=x.json'] }),
		];
		expect(new Set(same)).to.deep.equal(new Set([one]));
		const others = [
			await plan({}, { shard: '1/4' }),
			await plan({ only: ['trust/*'] }),
			await plan({ failOn: 'low' }),
			await plan({ targets: [good, 'https://localhost:2/'] }),
			await plan({ cert: 'client.pem', key: 'client.key' }),
			await plan({ header: ['X-Token: one'] }),
		];
		expect(new Set([one, ...others])).to.have.property('size', 7);
		expect(await plan({ header: ['X-Token: other'] })).to.equal(others.at(-1));
	});
});

function read(config: object, flags: RawOptions = {}): ReturnType<typeof readOptions> {
	const path = folder.write('fleet.config.json', JSON.stringify(config));
	return readOptions({ config: path, ...flags }, { env: {}, cwd: folder.path('.') });
}

async function parsed(config: object, flags: RawOptions = {}): ReturnType<typeof parseFleet> {
	return parseFleet(await read(config, flags), { env: {}, cwd: folder.path('.') });
}

/** Without the file itself, which the flags of every test name. */
function said(targets: readonly { readonly options: RawOptions }[]): readonly RawOptions[] {
	return targets.map(({ options: { config, ...options } }) => {
		expect(config).to.be.a('string');
		return options;
	});
}
