import type { Command } from 'commander';
import { withOwn } from '../../../fixtures/catalogue.ts';
import { factsOf, seenOf } from '../../../fixtures/describe-variant.ts';
import type { Variant } from '../../../fixtures/variant.ts';
import { noSuchVariant } from '../../no-such-variant.ts';
import type { RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { type WaiverKind, waiverKinds } from '../../waivers/waiver-kinds.ts';
import { ownVariants } from '../own-variants/own-variants.ts';
import type { Act } from '../program.ts';

/** `mtls-gauntlet explain <id>`: one variant, in full. */
export function addExplainCommand(program: Command, act: Act): void {
	const command = program
		.command('explain')
		.description('show one variant in full')
		.argument('<id>', 'as list shows it: validity/expired');
	buildCommandOptions(command, ['variants']).action((id: string, flags: RawOptions) =>
		act(async (io) => {
			const own = await ownVariants(flags.variants ?? [], io);
			const kind = waiverKinds.find((it) => it.id === id);
			if (kind !== undefined) {
				io.stdout.write(explainedWaiver(kind));
				return 0;
			}
			const found = withOwn(own).find((it) => it.id === id);
			if (found === undefined) throw noSuchVariant(id, own);
			io.stdout.write(explanation(found));
			return 0;
		}),
	);
}

function explanation(it: Variant): string {
	const rows: readonly (readonly [string, string])[] = [
		['sends', sends(it)],
		['why', it.why],
		...factsOf(it).map(({ name, values }) => [name, values.join(', ')] as const),
		...it.cites.map(({ section, quote }) => ['rule', `${section}: "${quote}"`] as const),
		...(it.affected === undefined ? [] : [['affected', it.affected] as const]),
		...seenOf(it).map((seen) => ['seen', seen] as const),
		['fix', it.fix],
	];
	return explained(it.id, rows);
}

/** No variant, so that `list` does not have it: a deviation of the user's own file. */
function explainedWaiver({ id, title, why, level, severity, fix }: WaiverKind): string {
	return explained(id, [
		['sends', 'nothing: it is about the file of --waivers'],
		['found', title],
		['why', why],
		['weight', `${level}, ${severity}`],
		['fix', fix],
	]);
}

function explained(id: string, rows: readonly (readonly [string, string])[]): string {
	const width = Math.max(...rows.map(([name]) => name.length)) + 2;
	const lines = rows.map(([name, text]) => `${name.padEnd(width)}${text}`);
	return `${[id, '', ...lines].join('\n')}\n`;
}

function sends(it: Variant): string {
	const isSent = it.kind === 'probe' || it.kind === 'offer';
	return isSent ? it.title : `nothing: it checks that ${it.title}`;
}
