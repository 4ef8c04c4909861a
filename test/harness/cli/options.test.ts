import { Command, CommanderError } from 'commander';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { commanderUsageError } from '../../../harness/cli/commander-error.ts';
import { environmentOptions, variableName } from '../../../harness/cli/environment.ts';
import { optionNames, optionSpec } from '../../../harness/cli/option-table.ts';
import { buildRunCommandOptions } from '../../../harness/cli/options.ts';
import { refusal } from './refusal.ts';

function parse(...args: readonly string[]): { options: object; args: readonly string[] } {
	const command = buildRunCommandOptions(new Command('run').argument('[url]'));
	command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
	command.parse([...args], { from: 'user' });
	return { options: command.opts(), args: command.args };
}

describe('the command line', () => {
	it('leaves the URL alone, behind whatever option', () => {
		for (const name of optionNames) {
			const { flags, kind } = optionSpec(name);
			const flag = flags.replace(/ .*/u, '');
			const given = kind === 'switch' ? [flag] : [flag, 'value'];
			expect(parse(...given, 'https://a.test').args, name).to.deep.equal(['https://a.test']);
		}
	});

	it('names every option as the config file does', () => {
		for (const name of optionNames) {
			const { flags, kind } = optionSpec(name);
			const given = kind === 'switch' ? [flags] : [flags.replace(/ .*/u, ''), 'value'];
			expect(Object.keys(parse(...given).options), name).to.deep.equal([name]);
		}
	});

	it('adds repeated options up, and lists with commas', () => {
		const { options } = parse(
			...['--only', 'trust,path/*', '--only', 'a/{b,c}', '--path', '/a,/b,c', '--tls', '1.2, 1.3'],
			...['--header', 'A: 1, 2', '--header', 'B: 3', '--identity', 'dns:a,dn:CN=b,O=c,cn:d'],
			...[
				'--accept-if',
				'body:/a,b/',
				'--refused-cert',
				'a.pem,b.pem',
				'--reporter',
				'list,json=-',
			],
			...[
				'--vhost',
				'a=open,b=protected',
				'--protected',
				'/c,/d',
				'--open',
				'/e,f',
				'--open',
				'/g',
			],
			...[
				'--listener',
				'http://a:1, https://b',
				'--marker',
				'body:/a,b/',
				'--marker',
				'status:200',
			],
		);
		expect(options).to.deep.equal({
			only: ['trust', 'path/*', 'a/{b,c}'],
			path: ['/a', '/b,c'],
			tls: ['1.2', '1.3'],
			header: ['A: 1, 2', 'B: 3'],
			identity: ['dns:a', 'dn:CN=b,O=c', 'cn:d'],
			acceptIf: ['body:/a,b/'],
			refusedCert: ['a.pem', 'b.pem'],
			reporter: ['list', 'json=-'],
			vhost: ['a=open', 'b=protected'],
			protected: ['/c', '/d'],
			open: ['/e,f', '/g'],
			listener: ['http://a:1', 'https://b'],
			marker: ['body:/a,b/', 'status:200'],
		});
	});

	it('says what is unknown, with the nearest and without what was given to it', () => {
		const said = (...args: readonly string[]): { message: string; hint: string | null } => {
			try {
				parse(...args);
			} catch (error) {
				if (error instanceof CommanderError) return commanderUsageError(error);
			}
			throw new Error('nothing was refused');
		};
		expect(said('--clientca', 'x')).to.include({
			message: "unknown option '--clientca'",
			hint: 'did you mean --client-ca?',
		});
		expect(said('--paas=s3cret')).to.include({ message: "unknown option '--paas'" });
		expect(said('--cert').message).to.equal("option '--cert <file>' argument missing");
	});
});

describe('the environment', () => {
	it('can say every option', () => {
		for (const name of optionNames) {
			const { kind } = optionSpec(name);
			const env = { [variableName(name)]: kind === 'switch' ? '1' : 'value' };
			const value = { switch: true, one: 'value', many: ['value'] }[kind];
			expect(environmentOptions(env), variableName(name)).to.deep.equal({ [name]: value });
		}
		expect(variableName('clientCaKey')).to.equal('MTLS_GAUNTLET_CLIENT_CA_KEY');
	});

	it('takes lists with commas, and one value a line where a comma is part of it', () => {
		const env = {
			MTLS_GAUNTLET_ONLY: 'a/*,b/*',
			MTLS_GAUNTLET_HEADER: 'A: 1, 2\nB: 3\n',
			MTLS_GAUNTLET_CERT: '',
			MTLS_GAUNTLET_STRICT: 'false',
		};
		expect(environmentOptions(env)).to.deep.equal({
			only: ['a/*', 'b/*'],
			header: ['A: 1, 2', 'B: 3'],
			strict: false,
		});
	});

	it('holds switches to true and false', async () => {
		const error = await refusal(() => environmentOptions({ MTLS_GAUNTLET_STRICT: 'maybe' }));
		expect(error.message).to.equal('MTLS_GAUNTLET_STRICT: "maybe" is neither true nor false');
	});
});
