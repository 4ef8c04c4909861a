import type { Command } from 'commander';
import { findVariant } from '../../../fixtures/catalogue.ts';
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
		['sends', it.kind === 'probe' ? it.title : `nothing: it checks that ${it.title}`],
		['expected', `${it.expect} (${it.level}, ${it.severity})`],
		['why', it.why],
		...it.cites.map(({ section, quote }) => ['rule', `${section}: "${quote}"`] as const),
		['fix', it.fix],
		...(it.kind === 'probe' ? probeRows(it) : []),
	];
	const lines = rows.map(([name, text]) => `${name.padEnd(10)}${text}`);
	return `${[it.id, '', ...lines].join('\n')}\n`;
}

function probeRows(it: Extract<Variant, { kind: 'probe' }>): (readonly [string, string])[] {
	return [
		['OpenSSL', it.reference ?? 'verifies the chain'],
		['alerts', it.alerts.length === 0 ? 'any' : it.alerts.join(', ')],
		['needs', it.needs.length === 0 ? 'nothing' : it.needs.join(', ')],
		['twin', it.twin ?? 'none'],
		...(it.around === undefined ? [] : ([['around', it.around]] as const)),
	];
}
