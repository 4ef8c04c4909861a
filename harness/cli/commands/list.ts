import type { Command } from 'commander';
import { withOwn } from '../../../fixtures/catalogue.ts';
import { family, type Variant } from '../../../fixtures/variant.ts';
import { byProfile } from '../../profile.ts';
import { selectVariants } from '../../select.ts';
import type { Io } from '../io.ts';
import type { OptionName, RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { ownVariants } from '../own-variants/own-variants.ts';
import { parseProfile } from '../parse-options.ts';
import type { Act } from '../program.ts';
import { readOptions } from '../read-options.ts';

interface ListFlags extends RawOptions {
	readonly json?: boolean;
}

/** `mtls-gauntlet list`: the catalogue, or what is selected of it. */
export function addListCommand(program: Command, act: Act): void {
	const command = program
		.command('list')
		.description('show the catalogue, or what --suite, --only … select of it')
		.option('--json', 'as JSON');
	buildCommandOptions(command, listOptions).action(({ json, ...flags }: ListFlags) =>
		act(async (io) => {
			const variants = await listedVariants(flags, io);
			io.stdout.write(json === true ? listJson(variants) : listText(variants));
			return 0;
		}),
	);
}

/** The config file is read only where it is asked for: without one `list` shows the catalogue. */
async function listedVariants(flags: RawOptions, io: Io): Promise<readonly Variant[]> {
	const isConfigured = flags.suite !== undefined || flags.config !== undefined;
	const options = isConfigured ? (await readOptions(flags, io)).options : flags;
	const own = await ownVariants(options.variants ?? [], io);
	const { only = [], skip = [] } = options;
	const profile = parseProfile(options.profile ?? 'default');
	const isSelected = isConfigured || only.length > 0 || skip.length > 0;
	return isSelected ? selectVariants(only, skip, profile, own) : byProfile(profile, withOwn(own));
}

/** DESIGN §7: an array, controls included. */
function listJson(variants: readonly Variant[]): string {
	return `${JSON.stringify(variants.map(listed), null, '\t')}\n`;
}

function listed(it: Variant): Record<string, unknown> {
	const isProbe = it.kind === 'probe';
	return {
		id: it.id,
		title: it.title,
		family: family(it),
		level: it.level,
		severity: it.severity,
		cites: it.cites,
		expected: it.expect,
		needs: isProbe ? it.needs : [],
		reference: isProbe ? it.reference : null,
		twin: isProbe ? it.twin : null,
		covers: it.covers ?? [],
	};
}

function listText(variants: readonly Variant[]): string {
	const width = Math.max(...variants.map(({ id }) => id.length));
	return variants
		.map(({ id, expect, level, severity, title }) =>
			[id.padEnd(width), expect.padEnd(6), level.padEnd(6), severity.padEnd(8), title].join('  '),
		)
		.concat('')
		.join('\n');
}

const listOptions: readonly OptionName[] = [
	'only',
	'skip',
	'profile',
	'suite',
	'variants',
	'config',
];
