import { basename, join } from 'node:path';
import type { Bench } from './bench.ts';
import { argument } from './directive.ts';
import { moduleFile, streamModule } from './modules.ts';
import { quoted } from './snippet.ts';
import { named } from './tree.ts';

/**
 * Finds modules where this nginx has them, and leaves out those that it has not. Says what is to be
 * loaded beside, since not every nginx has it built in.
 */
export function placeModules(bench: Bench): readonly string[] {
	const { top, program, draft } = bench;
	const loaded = new Set<string>();
	for (const { directive } of named(top, 'load_module')) {
		const name = argument(directive, 0);
		const path = moduleFile(name, program);
		if (path === null) {
			draft.remove(directive);
			bench.note(directive, `load_module is left out: this nginx has no ${basename(name)}`);
		} else {
			loaded.add(basename(path));
			draft.setArgument(directive, 0, quoted(path));
		}
	}
	const needsStream = bench.top.some(({ directive }) => directive.name === 'stream');
	if (!needsStream || program.isBuilt('with-stream') || loaded.has(streamModule)) return [];
	return [`load_module ${quoted(join(program.modulesFolder, streamModule))};`];
}
