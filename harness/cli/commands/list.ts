import type { Command } from 'commander';
import { catalogue } from '../../../fixtures/catalogue.ts';
import { family, type Variant } from '../../../fixtures/variant.ts';
import type { Act } from '../program.ts';

/** `mtls-gauntlet list`: the catalogue. */
export function addListCommand(program: Command, act: Act): void {
	program
		.command('list')
		.description('show the catalogue')
		.option('--json', 'as JSON')
		.action(({ json }: { json?: boolean }) =>
			act(async (io) => {
				io.stdout.write(json === true ? listJson() : listText());
				return 0;
			}),
		);
}

/** DESIGN §7: an array, controls included. */
function listJson(): string {
	return `${JSON.stringify(catalogue.map(listed), null, '\t')}\n`;
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

function listText(): string {
	const width = Math.max(...catalogue.map(({ id }) => id.length));
	return catalogue
		.map(({ id, expect, level, severity, title }) =>
			[id.padEnd(width), expect.padEnd(6), level.padEnd(6), severity.padEnd(8), title].join('  '),
		)
		.concat('')
		.join('\n');
}
