/** The linter holds the import direction of the house: what must not be imported is refused. */
import { execFile } from 'node:child_process';
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';

const refused = [
	['harness/run.ts', 'undici'],
	['harness/cli/run.ts', 'undici'],
	['reports/terminal.ts', 'junit-report-builder'],
	['harness/run.ts', 'junit-report-builder'],
	['fixtures/variants/trust.ts', 'node-forge'],
	['harness/probe/connect.ts', 'node-forge'],
	['test/harness/run.test.ts', 'node-forge'],
	['reports/junit.ts', '../harness/judge.ts'],
	['reports/junit.ts', '../harness/probe/probe.ts'],
	['reports/json.ts', '../fixtures/catalogue.ts'],
	['reports/json.ts', '../fixtures/pki/issuer.ts'],
	['fixtures/variants/trust.ts', '../../harness/finding.ts'],
	['fixtures/variants/trust.ts', '../../reports/json.ts'],
	['fixtures/variants/trust.ts', '../endpoints/strict-endpoint.ts'],
	['fixtures/variants/trust/roots.ts', '../../catalogue.ts'],
	['fixtures/pki/issuer.ts', '../variants/trust.ts'],
	['fixtures/endpoints/weak-endpoint.ts', '../../harness/index.ts'],
	['harness/plan.ts', '../reports/json.ts'],
	['harness/probe/connect.ts', '../../reports/json.ts'],
	['harness/run.ts', './cli/bin.ts'],
	['harness/probe/connect.ts', '../cli/arguments.ts'],
	['suites/trust.ts', '../harness/cli/bin.ts'],
	['suites/trust.ts', '../reports/json.ts'],
	['suites/trust.ts', '../fixtures/catalogue.ts'],
] as const;

const allowed = [
	['harness/probe/connect.ts', 'undici'],
	['reports/junit.ts', 'junit-report-builder'],
	['fixtures/pki/der.ts', 'node-forge'],
	['fixtures/endpoints/strict-endpoint.ts', 'node-forge'],
	['reports/junit.ts', '../harness/finding.ts'],
	['reports/junit.ts', '../harness/observation.ts'],
	['reports/junit.ts', '../fixtures/variant.ts'],
	['fixtures/variants/trust.ts', '../pki/issuer.ts'],
	['fixtures/variants/trust.ts', '../variant.ts'],
	['fixtures/endpoints/weak-endpoint.ts', '../pki/issuer.ts'],
	['harness/plan.ts', '../fixtures/catalogue.ts'],
	['harness/index.ts', '../reports/json.ts'],
	['harness/index.ts', './cli/parse-options.ts'],
	['harness/library/run.ts', '../cli/parse-options.ts'],
	['harness/cli/run.ts', '../../reports/json.ts'],
	['harness/cli/run.ts', './arguments.ts'],
	['suites/trust.ts', '../harness/index.ts'],
	['test/harness/cli/bin.test.ts', '../../../harness/cli/bin.ts'],
] as const;

type Import = readonly [file: string, specifier: string];

describe('import direction', () => {
	let complaints: readonly string[];

	before(async () => {
		complaints = await lint([...refused, ...allowed]);
	});

	for (const [file, specifier] of refused) {
		it(`${file} may not import ${specifier}`, () => {
			expect(complaints).to.include(complaint(file, specifier));
		});
	}
	for (const [file, specifier] of allowed) {
		it(`${file} may import ${specifier}`, () => {
			expect(complaints).to.not.include(complaint(file, specifier));
		});
	}
});

/** Lints files with these imports by the project's rules, in a folder of their own. */
async function lint(imports: readonly Import[]): Promise<readonly string[]> {
	const folder = mkdtempSync(join(tmpdir(), 'mtls-gauntlet-lint-'));
	try {
		for (const [file, specifier] of imports) {
			mkdirSync(dirname(join(folder, file)), { recursive: true });
			appendFileSync(join(folder, file), `export * from '${specifier}';\n`);
		}
		const rules = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as object;
		// Types have no part in it, and there are no modules behind these imports.
		const untyped = { ...rules, options: { typeAware: false } };
		writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(untyped));
		return (await oxlint(folder)).flatMap(({ code, filename, message }) => {
			const [, specifier = ''] = /^'([^']*)' import is restricted/u.exec(message) ?? [];
			const restricted = code === 'eslint(no-restricted-imports)';
			return restricted ? [complaint(filename, specifier)] : [];
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}

interface Diagnostic {
	readonly code: string;
	readonly filename: string;
	readonly message: string;
}

function oxlint(cwd: string): Promise<readonly Diagnostic[]> {
	const bin = join(root, 'node_modules/oxlint/bin/oxlint');
	return new Promise((resolve, reject) => {
		// It exits 1 when it found something: the report on stdout is what counts.
		execFile(process.execPath, [bin, '--format', 'json'], { cwd }, (error, stdout) => {
			if (stdout === '') reject(error ?? new Error('oxlint said nothing'));
			else resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
		});
	});
}

function complaint(file: string, specifier: string): string {
	return `${file} imports ${specifier}`;
}

const root = fileURLToPath(new URL('..', import.meta.url));
