/**
 * Puts the script and the style of the HTML report into one module, so that they are found wherever
 * the reports are; with `--check` says whether it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = fileURLToPath(new URL('../reports/html/page-files.ts', import.meta.url));
const folder = fileURLToPath(new URL('../reports/html/page/', import.meta.url));
const script = await bundled('main.ts');
const style = await bundled('style.css');
const text = `/** Made by scripts/page.ts of the files in page/: change those. */

/** What runs on the page. */
export const pageScript: string =
	${JSON.stringify(script)};

/** How it looks. */
export const pageStyle: string =
	${JSON.stringify(style)};
`;

if (process.argv.includes('--check')) {
	if (current() !== text) {
		console.error('reports/html/page-files.ts is not up to date\nhint: run scripts/page.ts');
		process.exitCode = 1;
	}
} else {
	writeFileSync(file, text);
}

async function bundled(name: string): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [`${folder}${name}`],
		bundle: true,
		write: false,
		minify: true,
		format: 'iife',
		target: ['chrome123', 'firefox120', 'safari17.5'],
		charset: 'ascii',
		legalComments: 'none',
		logLevel: 'error',
	});
	const [output] = outputFiles;
	if (output === undefined) throw new Error(`nothing was made of ${name}`);
	const made = output.text.trim();
	// It stands in an element whose end tag nothing in it may be.
	if (/<\/(?:script|style)|<!--/iu.test(made)) throw new Error(`${name} holds an end tag`);
	return made;
}

function current(): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
