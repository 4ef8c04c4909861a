/** Reads and checks one config file. Loaded only where there is one. */
import { access, readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { UsageError } from '../usage-error.ts';
import { configExtensions } from './config-extensions.ts';
import { parseConfig } from './config-schema.ts';
import { importModule } from './import-module.ts';

/** @throws UsageError when it is missing, broken or holds an unknown option. */
export async function loadConfig(
	path: string,
	named: string | null,
): Promise<ReturnType<typeof parseConfig>> {
	return parseConfig(await loadDocument(path, named), `config file ${basename(path)}`);
}

async function loadDocument(path: string, named: string | null): Promise<unknown> {
	const label = named ?? basename(path);
	const extension = extname(path);
	if (!configExtensions.includes(extension)) {
		throw new UsageError(`config file ${label}: not one of ${configExtensions.join(', ')}`);
	}
	if (
		await access(path).then(
			() => false,
			() => true,
		)
	)
		throw new UsageError(`config file ${label}: cannot be read`, `looked for ${path}`);
	if (extension === '.json') return parseText(label, path, JSON.parse);
	if (/^\.ya?ml$/u.test(extension)) return parseText(label, path, parseYamlQuietly);
	return (await importModule(`config file ${label}`, path))['default'];
}

/** Parsers quote the text around a mistake, and that may be a secret: only the place is said. */
async function parseText(
	label: string,
	path: string,
	parse: (text: string) => unknown,
): Promise<unknown> {
	const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new UsageError(`config file ${label}: cannot be read (${error.code})`);
	});
	try {
		return parse(text);
	} catch (error) {
		const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
		const where = line === undefined ? '' : ` at line ${line}`;
		throw new UsageError(`config file ${label}: cannot be parsed${where}`, documentHint);
	}
}

function parseYamlQuietly(text: string): unknown {
	return parseYaml(text, { logLevel: 'error' }) as unknown;
}

const documentHint = 'its last letters say whether it is read as JSON or as YAML';
