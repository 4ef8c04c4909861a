/** Writes the JSON Schemas in schema/; with `--check` says whether they are up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waiversJsonSchema } from '../harness/waivers/waivers-schema.ts';
import { reportJsonSchema } from '../reports/report-schema.ts';
import { configJsonSchema } from './schemas/config-json-schema.ts';

const schemas = {
	'report.json': reportJsonSchema(),
	'config.json': configJsonSchema(),
	'waivers.json': waiversJsonSchema(),
};

for (const [name, schema] of Object.entries(schemas)) {
	const file = fileURLToPath(new URL(`../schema/${name}`, import.meta.url));
	const text = `${JSON.stringify(schema, null, '\t')}\n`;
	if (!process.argv.includes('--check')) writeFileSync(file, text);
	else if (current(file) !== text) {
		console.error(`schema/${name} is not up to date\nhint: run scripts/schema.ts`);
		process.exitCode = 1;
	}
}

function current(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
