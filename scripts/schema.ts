/** Writes schema/report.json; with `--check` says whether the file is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportJsonSchema } from '../reports/report-schema.ts';

const file = fileURLToPath(new URL('../schema/report.json', import.meta.url));
const text = `${JSON.stringify(reportJsonSchema(), null, '\t')}\n`;

if (process.argv.includes('--check')) {
	if (current() !== text) {
		console.error('schema/report.json is not up to date\nhint: run scripts/schema.ts');
		process.exitCode = 1;
	}
} else {
	writeFileSync(file, text);
}

function current(): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
