/** The HTML report in a real browser: by mouse and keyboard, in both themes, on paper, against hostile text. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { expect } from 'chai';
import { after, before, it } from 'mocha';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../reports/html.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { runCli, temporaryFolder } from '../run-cli.ts';
import { describeWithServer, serverPath } from '../servers/available.ts';
import { everywhere } from './hostile-run.ts';
import { sampleDeviation, sampleRun } from './sample-run.ts';

const only = ['validity/expired', 'path/ca-false', 'presence/no-certificate', 'protocol/tls-1-1'];

describeWithServer('chromium', 'the HTML report in a browser', () => {
	const folder = temporaryFolder();
	let browser: Browser;
	let file: string;
	let page: Page;
	/** What the page asked the network for, and what it complained about. */
	let requests: string[];
	let complaints: string[];

	before(async () => {
		file = pathToFileURL(folder.path('report.html')).href;
		const flags = only.flatMap((id) => ['--only', id]);
		const reporters = [`html=${folder.path('report.html')}`, `json=${folder.path('report.json')}`];
		const [{ code, stderr }, started] = await Promise.all([
			runCli(['demo', '--weak', ...flags, ...reporters.flatMap((it) => ['--reporter', it])]),
			chromium.launch({
				executablePath: serverPath('chromium') ?? '',
				args: ['--no-sandbox', '--disable-gpu'],
			}),
		]);
		browser = started;
		expect(code, stderr).to.equal(1);
		page = await open(file);
	});

	after(async () => {
		await browser?.close();
		folder.remove();
	});

	async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
		const context = await browser.newContext(options);
		const opened = await context.newPage();
		requests = [];
		complaints = [];
		opened.on('request', (it) => requests.push(it.url()));
		opened.on('console', (it) => complaints.push(it.text()));
		opened.on('pageerror', (it) => complaints.push(it.message));
		opened.on('dialog', (it) => complaints.push(`dialog: ${it.message()}`));
		await opened.goto(url);
		return opened;
	}

	const text = async (selector: string): Promise<string> =>
		(await page.locator(selector).first().innerText()).replaceAll(/\s+/gu, ' ');
	const rows = async (): Promise<readonly string[]> =>
		page.locator('table.matrix tbody th[scope=row] code').allInnerTexts();
	const focused = async (): Promise<string> => page.evaluate(`document.activeElement.textContent`);

	it('opens without a request or a complaint, and says first what the run came to', async () => {
		expect(requests).to.deep.equal([file]);
		expect(complaints).to.deep.equal([]);
		expect(await text('.conclusion')).to.match(/deviates: .* Exit code 1/u);
		expect(await rows()).to.include.members(only);
		expect(await text('table.matrix tr:has-text("validity/expired") td')).to.contain('✗ accepted');
		expect(await text('table.matrix tr:has-text("path/ca-false") td')).to.contain('✓ rejected');
	});

	it('filters and searches, and keeps that in the address', async () => {
		await page.getByLabel('Search').fill('EXPIRED day');
		expect(await rows()).to.deep.equal(['validity/expired']);
		expect(page.url()).to.equal(`${file}#/?q=EXPIRED+day`);
		await page.getByLabel('Search').press('Escape');
		await page.getByLabel('Outcome').selectOption('fails');
		await page.getByLabel('TLS').selectOption('1.3');
		expect(await rows())
			.to.include('validity/expired')
			.and.not.include('path/ca-false');
		expect(await page.locator('table.matrix thead th').allInnerTexts()).to.include('TLS 1.3');
		expect(await page.locator('table.matrix thead').innerText()).to.not.contain('1.2');
		await page.goBack();
		expect(await page.locator('table.matrix thead').innerText()).to.contain('1.2');
		await page.getByLabel('Search').fill('no such thing');
		expect(await text('#count')).to.equal('Nothing matches the filters.');
		await page.getByText('Clear filters').click();
		expect(await rows()).to.include.members(only);
	});

	it('opens a finding by its permalink: what was sent, the defect, the timeline, the rule', async () => {
		await page.goto(`${file}#/finding/validity/expired/1.3/`);
		const shown = await text('#finding');
		for (const part of [
			...['served with HTTP 200', 'RFC 5280 §6.1.3', 'CERT_HAS_EXPIRED', 'TLS 1.3'],
			...['tcp connected', 'handshake completed', 'The chain that was sent', 'CN=client'],
		]) {
			expect(shown).to.contain(part);
		}
		expect(await page.locator('#finding dt.defect').allInnerTexts()).to.have.length(1);
		const marked = await text('#finding dd.defect');
		expect(marked).to.match(/24 hours before the run began .*twin: \d{4}-/u);
		expect(await page.title()).to.contain('validity/expired');
		// As others may have encoded it, and from a report of several targets.
		const { targets } = parseReport(readFileSync(folder.path('report.json'), 'utf8'));
		const query = new URLSearchParams({ target: targets[0]?.url ?? '' });
		await page.goto(`${file}#/finding/%76alidity/expired/1.2/?${query.toString()}`);
		expect(await text('#finding'))
			.to.contain('TLS 1.2')
			.and.contain('served with HTTP 200');
		await page.goto(`${file}#targets`);
		await page.reload();
		expect(await rows()).to.include.members(only);
	});

	it('marks the defect of an intermediate, and that alone', async () => {
		await page.goto(`${file}#/finding/path/ca-false/1.2/`);
		expect(await page.locator('#finding dt.defect').allInnerTexts()).to.deep.equal([
			'basicConstraints',
		]);
		expect(await text('#finding dd.defect')).to.equal('critical; no CA twin: critical; CA');
		expect(await page.locator('#finding .chain li').count()).to.equal(3);
		await page.getByText('twin, without the defect').click();
		expect(await text('#finding h2')).to.equal('control/valid-via-intermediate');
	});

	it('goes back to the filters it came from, and to the cell', async () => {
		await page.goto(`${file}#/?q=expired`);
		await page.locator('table.matrix a.cell').first().click();
		expect(await text('#finding h2')).to.equal('validity/expired');
		await page.goBack();
		expect(await page.getByLabel('Search').inputValue()).to.equal('expired');
		expect(await rows()).to.deep.equal(['validity/expired']);
		expect(await focused()).to.contain('accepted');
	});

	it('says so when an address means nothing here', async () => {
		for (const unknown of ['finding/no/such/1.3/', 'finding/%E0%A4%A/x', 'finding/__proto__']) {
			await page.goto(`${file}#/${unknown}`);
			expect(await text('#finding'))
				.to.contain('No such finding')
				.and.contain('no finding at');
		}
		await page.goto(`${file}#/finding/validity/expired/1.3/?target=https%3A%2F%2Fother%2F`);
		expect(await text('#finding')).to.contain('No such finding');
		await page.locator('#back').click();
		expect(await page.locator('#overview').isVisible()).to.equal(true);
	});

	it('is used with the keyboard alone', async () => {
		await page.goto('about:blank');
		await page.goto(file);
		await page.keyboard.press('Tab');
		expect(await focused()).to.equal('Skip to the report');
		await page.keyboard.press('Enter');
		expect(await page.evaluate(`document.activeElement.id`)).to.equal('main');
		const reached: string[] = [];
		for (let at = 0; at < 60 && !reached.at(-1)?.startsWith('cell'); at += 1) {
			await page.keyboard.press('Tab');
			reached.push(
				await page.evaluate(`document.activeElement.className + ' ' + document.activeElement.id`),
			);
		}
		expect(reached.join()).to.contain('filter-q').and.contain('filter-outcome');
		expect(reached.at(-1)).to.match(/^cell /u);
		const label = async (): Promise<string | null> =>
			page.evaluate(`document.activeElement.getAttribute('href')`);
		const first = await label();
		await page.keyboard.press('ArrowRight');
		const second = await label();
		expect(second).to.equal(first?.replace('/1.2/', '/1.3/'));
		await page.keyboard.press('ArrowDown');
		expect(await label())
			.to.match(/\/1\.3\//u)
			.and.not.equal(second);
		await page.keyboard.press('ArrowUp');
		expect(await label()).to.equal(second);
		await page.keyboard.press('Enter');
		await page.locator('#finding h2').waitFor();
		expect(await page.evaluate(`document.activeElement.tagName`)).to.equal('H2');
		await page.keyboard.press('Escape');
		await page.locator('#overview').waitFor();
		expect(await label()).to.equal(second);
		expect(complaints).to.deep.equal([]);
	});

	it('keeps the theme that was chosen, and follows the system otherwise', async () => {
		const background = async (): Promise<string> =>
			page.evaluate(`getComputedStyle(document.body).backgroundColor`);
		await page.emulateMedia({ colorScheme: 'light' });
		const light = await background();
		await page.emulateMedia({ colorScheme: 'dark' });
		const dark = await background();
		expect(dark).to.not.equal(light);
		await page.getByLabel('Theme').selectOption('light');
		expect(await background()).to.equal(light);
		await page.reload();
		expect(await background()).to.equal(light);
		await page.getByLabel('Theme').selectOption('system');
		expect(await background()).to.equal(dark);
	});

	it('prints what fails in full and the matrix, in light colours and without controls', async () => {
		await page.goto(file);
		await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
		expect(await page.getByLabel('Search').isVisible()).to.equal(false);
		expect(await page.getByLabel('Theme').isVisible()).to.equal(false);
		expect(await text('.failing')).to.contain('RFC 5280 §6.1.3');
		expect(await page.locator('table.matrix').isVisible()).to.equal(true);
		expect(await page.evaluate(`getComputedStyle(document.body).color`)).to.equal(
			'rgb(27, 31, 39)',
		);
		await page.emulateMedia({ media: null });
		expect(await page.locator('.failing .full').first().isVisible()).to.equal(false);
	});

	for (const colorScheme of ['light', 'dark'] as const) {
		it(`has nothing that axe finds wrong, ${colorScheme}`, async () => {
			const opened = await open(file, { colorScheme, bypassCSP: true });
			const places = ['#/', '#/finding/path/ca-false/1.3/'];
			for (const place of places) {
				await opened.goto(`${file}${place}`);
				await opened.evaluate(axe.source);
				const found = await opened.evaluate<readonly string[]>(
					`axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
				);
				expect(found, place).to.deep.equal([]);
			}
			await opened.context().close();
		});
	}

	it('says what fails without JavaScript', async () => {
		const opened = await open(file, { javaScriptEnabled: false });
		const shown = await opened.locator('body').innerText();
		expect(shown).to.contain('Exit code 1').and.contain('need JavaScript');
		expect(shown).to.contain('validity/expired').and.contain('RFC 5280 §6.1.3');
		await opened.context().close();
	});

	it('executes nothing of what a target sent, and loads nothing', async () => {
		const path = folder.write('hostile.html', renderHtml(everywhere(attack)));
		const opened = await open(`${pathToFileURL(path).href}#/?q=pwned`);
		const links = opened.locator('table.matrix a.cell');
		expect(await links.count()).to.equal(2);
		await links.first().click();
		await opened.locator('#finding h2').waitFor();
		for (const summary of await opened.locator('#finding summary').all()) await summary.click();
		expect(await opened.locator('#finding').innerText()).to.contain(attack.slice(0, 20));
		const made = await opened.evaluate<Readonly<Record<string, unknown>>>(`({
			pwned: 'pwned' in globalThis,
			elements: document.querySelectorAll('img, svg, iframe, object, body style').length,
			scripts: document.scripts.length,
			protocols: [...new Set([...document.links].map(({ protocol }) => protocol))].join(),
		})`);
		const expected = { pwned: false, elements: 0, scripts: 2, protocols: 'file:' };
		expect(made).to.deep.equal(expected);
		expect(await opened.locator('body').innerText()).to.not.match(/[\u202e\u2066\u2069]/u);
		expect(requests).to.have.length(1);
		expect(complaints).to.deep.equal([]);
		await opened.context().close();
	});

	it('copies a command, and selects it where there is no clipboard', async () => {
		const [command] = sampleDeviation().reproduce;
		const path = folder.write('copied.html', renderHtml(sampleRun([sampleDeviation()])));
		const opened = await open(`${pathToFileURL(path).href}#/finding/validity/expired/1.3/`);
		const button = opened.locator('button.copy').first();
		await opened.evaluate(
			`Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (it) => { globalThis.copied = it; } } })`,
		);
		await button.click();
		await opened.getByText('Copied').first().waitFor();
		expect(await opened.evaluate('copied')).to.equal(command);
		await opened.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
		await button.click();
		await opened.getByText('Selected').first().waitFor();
		expect(await opened.evaluate('getSelection().toString()')).to.equal(command);
		await opened.context().close();
	});

	it('holds certificates in the JSON report, and renders it again alike', () => {
		const json = readFileSync(folder.path('report.json'), 'utf8');
		const run = parseReport(json);
		const expired = run.findings.find(({ id }) => id === 'validity/expired');
		const summary = run.certificates?.[expired?.sent.sha256[0] ?? ''];
		expect(Date.parse(summary?.notAfter ?? '')).to.be.below(Date.parse(run.startedAt));
		expect(json).to.not.contain('PRIVATE KEY');
		expect(renderHtml(run)).to.equal(readFileSync(folder.path('report.html'), 'utf8'));
	});
});

const attack =
	'javascript:pwned=1//</script><script>pwned=1</script><img src=https://evil.example/ onerror="pwned=1">\u202egpj\u2066';
