/**
 * Puts the command line and what it stands on into a few files: Node 20 spends a third of a whole
 * run on finding and compiling some 400 modules one by one. The library stays as it was compiled.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const entries = ['dist/harness/cli/main.js', 'dist/harness/probe/thread.js'];

export async function bundleCommandLine() {
	const { metafile } = await build({
		entryPoints: entries,
		outdir: 'dist',
		outbase: 'dist',
		allowOverwrite: true,
		bundle: true,
		splitting: true,
		chunkNames: 'harness/cli/chunks/[name]-[hash]',
		platform: 'node',
		format: 'esm',
		target: 'node20',
		metafile: true,
		logLevel: 'error',
		// CommonJS dependencies require Node's own modules, and ESM has no require.
		banner: {
			js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
		},
	});
	writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(Object.keys(metafile.inputs)));
}

/** The licence of every package that is in the bundle, in full, as they ask for. */
function notices(inputs) {
	const packages = new Set(
		inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//u.exec(path)?.[1] ?? []),
	);
	return [...packages]
		.toSorted((one, other) => one.localeCompare(other))
		.map((path) => {
			const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
			const file = readdirSync(path).find((it) => /^licen[cs]e/iu.test(it));
			const text = file === undefined ? '' : readFileSync(`${path}/${file}`, 'utf8').trim();
			return `${name} ${version} (${license})\n\n${text}\n`;
		})
		.join(`\n${'-'.repeat(80)}\n\n`);
}
