/** What `init` writes can be used as it is: the config by a run, the CI files by a CI system. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { parse } from 'yaml';
import { tool } from '../../harness/tool.ts';
import { runJob, readWorkflow, runScript } from '../packaging/workflow-runner.ts';
import { writeStandIns } from '../packaging/stand-ins.ts';
import { type CliResult, runCli, temporaryFolder } from '../run-cli.ts';
import { startNode } from '../servers/node.ts';
import { type GivenFiles, trustingTls, writeGivenFiles } from './given-files.ts';

const folder = temporaryFolder();
const config = 'mtls-gauntlet.config.yaml';
const schema = JSON.parse(
	readFileSync(new URL('../../schema/config.json', import.meta.url), 'utf8'),
) as object;

describe('mtls-gauntlet init', function initialised() {
	this.timeout(120_000);
	after(() => folder.remove());

	/** A repository with these files. */
	const repository = (name: string, files: Readonly<Record<string, string>> = {}): string => {
		const root = folder.path(name);
		mkdirSync(root);
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
		return root;
	};
	const init = (cwd: string, ...args: readonly string[]): Promise<CliResult> =>
		runCli(['init', ...args], { cwd });
	const textOf = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
	const filesIn = (root: string): readonly string[] =>
		readdirSync(root, { recursive: true, withFileTypes: true })
			.filter((it) => it.isFile())
			.map((it) => join(it.parentPath, it.name).slice(root.length + 1))
			.toSorted();

	it('writes a config, what the CI system of the folder needs, and says what comes next', async () => {
		const root = repository('github', { '.github/CODEOWNERS': '', '.gitignore': 'dist\n*.key' });
		const { code, stdout, stderr } = await init(root);
		expect(code, stderr).to.equal(0);
		expect(filesIn(root)).to.deep.equal([
			...['.github/CODEOWNERS', '.github/workflows/mtls.yml', '.gitignore', config],
		]);
		expect(textOf(root, '.gitignore')).to.equal(
			'dist\n*.key\n\n# mtls-gauntlet: reports, keys and credentials\n/reports/mtls/\n/mtls-credentials/\n',
		);
		expect(stdout).to.include(`written   ${config}`).and.include('added to  .gitignore');
		expect(stdout.split('next:\n')[1]?.trim().split('\n')).to.have.length(2);
		expect(
			Object.keys(readWorkflow(textOf(root, '.github/workflows/mtls.yml')).jobs),
		).to.deep.equal(['target']);
	});

	it('writes nothing at all where something is there, unless it is told to', async () => {
		const root = repository('again', { '.github/workflows/mtls.yml': 'mine', [config]: 'url: x' });
		const { code, stderr } = await init(root);
		expect(code).to.equal(2);
		expect(stderr).to.include(`there already: ${config}, .github/workflows/mtls.yml`);
		expect(filesIn(root)).to.deep.equal(['.github/workflows/mtls.yml', config]);
		expect(textOf(root, config)).to.equal('url: x');
		expect((await init(root, '--force')).code).to.equal(0);
		expect(textOf(root, '.github/workflows/mtls.yml')).to.include('npx --yes');
		const ignored = textOf(root, '.gitignore');
		expect((await init(root, '--force')).stdout).not.to.include('.gitignore');
		expect(textOf(root, '.gitignore')).to.equal(ignored);
	});

	it('does not make a second config file, and refuses what cannot be meant', async () => {
		const root = repository('other', { 'mtls-gauntlet.config.json': '{}' });
		for (const args of [['--force'], ['--url', 'ftp://x'], ['--ci', 'jenkins'], ['nowhere']]) {
			const { code, stderr } = await init(root, ...args);
			expect(code, stderr).to.equal(2);
		}
		expect(filesIn(root)).to.deep.equal(['mtls-gauntlet.config.json']);
		const blocked = repository('blocked', { '.github/workflows': '' });
		expect((await init(blocked)).stderr).to.match(
			/: \.github\/workflows\/mtls\.yml cannot be written: E[A-Z]+\nhint: --force writes anew/u,
		);
	});

	it('writes only options that there are, also in its comments, and no secret', async () => {
		const root = repository('options');
		expect(
			(await init(root, '--ci', 'none', '--url', 'https://me:secret@x.example/')).code,
		).to.equal(2);
		expect(filesIn(root)).to.deep.equal([]);
		const { stdout } = await init(root, '--ci', 'none', '--url', 'https://x.example/');
		expect(stdout).to.match(/^to do {5}say iMayTestThis: true in mtls-gauntlet\.config\.yaml/mu);
		const [first = '', ...lines] = textOf(root, config).split('\n');
		expect(first).to.match(/^# yaml-language-server: \$schema=https:.*\/schema\/config\.json$/u);
		const all = parse(lines.join('\n').replaceAll(/^# (?=\w+: \S+$)/gmu, '')) as object;
		expect(all).to.include.keys('url', 'cacert', 'cert', 'key', 'credentials', 'waivers', 'failOn');
		const holds = new Ajv({ strict: false, validateFormats: false }).compile(schema);
		expect(holds(all), JSON.stringify(holds.errors)).to.equal(true);
	});

	it('never edits a CI file of GitLab, and says what to add', async () => {
		const mine = 'test:\n  script: [make]\n';
		const root = repository('gitlab', { '.gitlab-ci.yml': mine });
		const { code, stdout } = await init(root);
		expect(code).to.equal(0);
		expect(textOf(root, '.gitlab-ci.yml')).to.equal(mine);
		expect(stdout).to.include('include:\n  - local: .gitlab/mtls.yml\n');
		const empty = repository('no-ci');
		await init(empty, '--ci', 'gitlab');
		expect(parse(textOf(empty, '.gitlab-ci.yml'))).to.deep.equal({
			include: [{ local: '.gitlab/mtls.yml' }],
		});
		const none = repository('none');
		await init(none, '--ci', 'none');
		expect(filesIn(none)).to.deep.equal(['.gitignore', config]);
	});

	it('finds what asks for client certificates, and names what it leaves out', async () => {
		const asking = 'server { listen 443 ssl; ssl_verify_client on; }';
		const root = repository('found', {
			'deploy/nginx.conf': 'events {}\nhttp {\n include conf.d/*.conf;\n}\n',
			'deploy/conf.d/a.conf': asking,
			'deploy/conf.d/b.conf': '# ssl_verify_client on;\nserver { listen 80; }',
			'other/site.conf': asking,
			'open/nginx.conf': 'events {}\nhttp {}\n',
			'$(touch x)/nginx.conf': `http { ${asking} }`,
			'lb/haproxy.cfg': 'frontend f\n  bind :443 ssl crt a.pem ca-file ca.pem verify required\n',
			'httpd.conf': 'SSLVerifyClient require\n',
			Caddyfile: 'localhost {\n tls {\n  client_auth {\n  }\n }\n}\n',
			'node_modules/x/server.js': 'https.createServer({ requestCert: true }).listen(1)',
			'test/server.js': 'https.createServer({ requestCert: true }).listen(1)',
			'.git/config': '',
		});
		const { stdout } = await init(root, '--ci', 'gitlab');
		expect(stdout.match(/^found.*$/gmu)).to.deep.equal([
			'found     caddy Caddyfile',
			'found     apache httpd.conf',
			'found     haproxy lb/haproxy.cfg',
			'found     nginx other/site.conf',
			'found     nginx deploy/nginx.conf',
		]);
		expect(stdout).to.include('note      open/nginx.conf: nothing in it asks');
		expect(stdout).to.include('"$(touch x)/nginx.conf": its name cannot stand in a script');
		expect(textOf(root, '.gitlab/mtls.yml')).not.to.include('touch');
	});

	describe('what it writes', () => {
		let files: GivenFiles;
		let env: Readonly<Record<string, string>>;
		let root: string;
		before(async () => {
			files = writeGivenFiles(folder);
			({ env } = await writeStandIns(folder.path('bin'), tool.version, 'bundle'));
			root = repository('usable', { 'server.mjs': nodeServer, '.github/x': '' });
			cpSync(files.cacert, join(root, 'server-ca.pem'));
		});

		it('is run by a CI system: labs, and the target with its secrets', async () => {
			const server = await startNode({ mode: 'reject-unauthorized', ...trustingTls });
			try {
				const { code: made, stdout: said } = await init(root, '--url', server.url);
				expect(made).to.equal(0);
				expect(said).to.not.include('iMayTestThis');
				const text = textOf(root, config).replace('# cacert: pki/', 'cacert: ');
				writeFileSync(join(root, config), `${text}only: control/valid,presence\n`);
				const { jobs, permissions } = readWorkflow(textOf(root, '.github/workflows/mtls.yml'));
				expect(permissions).to.deep.equal({ contents: 'read' });
				for (const { uses } of Object.values(jobs).flatMap(({ steps }) => steps))
					if (uses !== undefined) expect(uses).to.match(/@[0-9a-f]{40}$/u);
				const labs = await runJob(jobs['lab'] ?? { steps: [] }, { home: root, env });
				expect(labs.map(({ code, log }) => (code === 0 ? 0 : log))).to.deep.equal([0]);
				const secrets = {
					CERT: readFileSync(files.cert, 'utf8'),
					KEY: readFileSync(files.key, 'utf8'),
				};
				const [target] = await runJob(jobs['target'] ?? { steps: [] }, {
					...{ home: root, env },
					values: {
						'secrets.MTLS_CLIENT_CERT': secrets.CERT,
						'secrets.MTLS_CLIENT_KEY': secrets.KEY,
					},
				});
				expect(target?.code, target?.log).to.equal(0);
				expect(filesIn(join(root, 'reports/mtls'))).to.deep.equal([
					...['lab-1.html', 'lab-1.xml', 'target.html', 'target.xml'],
				]);
				expect(textOf(root, config)).not.to.match(/PRIVATE KEY/u);
				await gitlab(server.url);
			} finally {
				await server.stop();
			}
		});

		const gitlab = async (url: string): Promise<void> => {
			expect((await init(root, '--ci', 'gitlab', '--force')).code).to.equal(0);
			const jobs = parse(textOf(root, '.gitlab/mtls.yml')) as Record<string, { script: string[] }>;
			const told = { MTLS_GAUNTLET_URL: url, MTLS_GAUNTLET_CACERT: files.cacert };
			const script = jobs['mtls-target']?.script ?? [];
			const credential = { MTLS_GAUNTLET_CERT: files.cert, MTLS_GAUNTLET_KEY: files.key };
			const few = { MTLS_GAUNTLET_ONLY: 'control/valid,presence' };
			const { code, log } = await runScript(script, {
				home: root,
				env: { ...env, ...told, ...credential, ...few },
			});
			expect(code, log).to.equal(0);
			expect(jobs['mtls-lab-1']?.script.at(-1)).to.match(/ lab node server\.mjs /u);
		};
	});
});

const nodeServer = `import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
const [key, cert, ca] = ['key', 'cert', 'ca'].map((name) => readFileSync(\`\${name}.pem\`));
createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true }, (_, response) => {
	response.end('hello');
}).listen(8443);
`;
