import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'mocha';
import { parseReport } from '../../reports/parse-report.ts';
import { type CliResult, failingIds, runCli, temporaryFolder } from '../run-cli.ts';
import { describeWithServer } from '../servers/available.ts';

describe('mtls-gauntlet lab', () => {
	const folder = temporaryFolder();
	const temporary = folder.path('tmp');
	const few = ['--only', 'control/valid,presence,trust/self-signed,validity/expired'];

	before(() => mkdirSync(temporary));
	after(() => folder.remove());
	// Whatever a lab makes stands below TMPDIR.
	afterEach(() => expect(readdirSync(temporary)).to.deep.equal([]));

	const lab = (
		args: readonly string[],
		options: Parameters<typeof runCli>[1] = {},
	): Promise<CliResult> =>
		runCli(['lab', ...args], { ...options, cwd: folder.path('.'), env: { TMPDIR: temporary } });

	const write = (name: string, verify: string): string => {
		writeFileSync(folder.path(name), nginxConf(verify));
		return name;
	};

	describeWithServer('nginx', 'nginx', () => {
		it('is green with a sound config, and tells both sides', async () => {
			const report = folder.path('sound.json');
			const { code, stdout } = await lab([
				...['nginx', write('nginx.conf', 'on'), ...few],
				...['--reporter', `json=${report}`],
			]);
			expect(stdout).to.include('location /').and.include('protected');
			expect(code).to.equal(0);
			const run = parseReport(readFileSync(report, 'utf8'));
			expect(run.targets.map(({ url }) => url)).to.deep.equal(['https://api.example/']);
			const expired = run.findings.find(({ id }) => id === 'validity/expired');
			expect(expired).to.include({ status: 400, reason: 'FAILED:certificate has expired' });
		});

		it('is red where nobody looks at the certificate, and says what a change does', async () => {
			const markdown = folder.path('comment.md');
			const { code, stdout } = await lab([
				...['nginx', write('nginx.conf', 'optional_no_ca'), ...few],
				...['--compare-config', write('old.conf', 'on')],
				...['--reporter', `markdown=${markdown}`],
			]);
			expect(code).to.equal(1);
			expect(stdout).to.include('presence/no-certificate');
			expect(readFileSync(markdown, 'utf8')).to.include('a self-signed certificate');
		});

		it('says so where both configs read the same file: what changed there is not seen', async () => {
			const shared = write('shared.conf', 'optional_no_ca');
			for (const name of ['nginx.conf', 'old.conf']) {
				writeFileSync(folder.path(name), `include ${shared};\n`);
			}
			const { stderr } = await lab([
				...['nginx', 'nginx.conf', ...few, '--compare-config', 'old.conf'],
			]);
			expect(stderr).to.match(
				/^note: both configs read \S*shared\.conf: what changed there is not/mu,
			);
		});

		it('is as good as it was where nothing changed for the worse', async () => {
			const base = folder.path('base.json');
			const conf = write('nginx.conf', 'optional_no_ca');
			expect((await lab(['nginx', conf, ...few, '--reporter', `json=${base}`])).code).to.equal(1);
			expect(failingIds(parseReport(readFileSync(base, 'utf8')))).to.include('trust/self-signed');
			expect((await lab(['nginx', conf, ...few, '--compare', base])).code).to.equal(0);
		});

		it('is weaker where certificates are not asked for any more', async () => {
			const { code, stdout } = await lab([
				...['nginx', write('nginx.conf', 'off'), ...few],
				...['--compare-config', write('old.conf', 'on')],
			]);
			expect(code).to.equal(1);
			expect(stdout).to.include('presence/no-certificate');
		});

		it("names the user's own line where nginx does not take the config", async () => {
			writeFileSync(folder.path('broken.conf'), `${nginxConf('on')}\nnonsense on;\n`);
			const { code, stderr } = await lab(['nginx', 'broken.conf']);
			expect(code).to.equal(2);
			expect(stderr)
				.to.match(/broken\.conf:\d+/u)
				.and.include('nonsense');
		});

		it('leaves nothing behind when it is interrupted', async () => {
			const { code } = await lab(['nginx', write('nginx.conf', 'on')], {
				onStderr: (text, kill) => {
					if (/\d+ of \d+/u.test(text)) kill('SIGINT');
				},
			});
			// Where the run is over before its first heartbeat nothing was interrupted.
			expect([0, 130]).to.include(code);
		});

		it('watches the config, and says what a change of it does', async () => {
			const conf = write('watched.conf', 'on');
			let isChanged = false;
			const { code, stdout } = await lab(['nginx', conf, '--watch', ...few], {
				onStderr: (text, kill) => {
					const watching = text.match(/watching/gu)?.length ?? 0;
					if (watching === 1 && !isChanged) {
						isChanged = true;
						write('watched.conf', 'optional_no_ca');
					}
					if (watching === 2) kill('SIGINT');
				},
			});
			expect(code).to.equal(130);
			expect(stdout).to.include('lets in: a self-signed certificate');
		});
	});

	it('says so where there is no such config', async () => {
		const { code, stderr } = await lab(['nginx', 'absent.conf']);
		expect(code).to.equal(2);
		expect(stderr).to.include('absent.conf');
	});
});

function nginxConf(verify: string): string {
	return `
user www-data;
events {}
http {
	upstream app { server app.internal:8080; }
	server {
		listen 443 ssl;
		server_name api.example;
		ssl_certificate /etc/ssl/api.pem;
		ssl_certificate_key /etc/ssl/api.key;
		ssl_client_certificate /etc/ssl/clients.pem;
		ssl_verify_client ${verify};
		location / { proxy_pass http://app; }
	}
}
`;
}
