import type { Command } from 'commander';
import { findVariant } from '../../../fixtures/catalogue.ts';
import { factsOf, seenOf } from '../../../fixtures/describe-variant.ts';
import type { Variant } from '../../../fixtures/variant.ts';
import { noSuchVariant } from '../../no-such-variant.ts';
import type { Act } from '../program.ts';

/** `mtls-gauntlet explain <id>`: one variant, in full. */
export function addExplainCommand(program: Command, act: Act): void {
	program
		.command('explain')
		.description('show one variant in full')
		.argument('<id>', 'as list shows it: validity/expired')
		.action((id: string) =>
			act(async (io) => {
				const found = findVariant(id);
				if (found === undefined) throw noSuchVariant(id);
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
	const width = Math.max(...rows.map(([name]) => name.length)) + 2;
	const lines = rows.map(([name, text]) => `${name.padEnd(width)}${text}`);
	return `${[it.id, '', ...lines].join('\n')}\n`;
}

function sends(it: Variant): string {
	const isSent = it.kind === 'probe' || it.kind === 'offer';
	return isSent ? it.title : `nothing: it checks that ${it.title}`;
}
