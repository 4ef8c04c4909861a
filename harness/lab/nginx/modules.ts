import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { argument } from './directive.ts';
import type { Conf, ConfNode } from './load-conf.ts';
import type { NginxProgram } from './program.ts';
import { named } from './tree.ts';

/** Blocks that this nginx knows nothing of although others do, and what is not tested at all. */
export function unusableBlocks(
	{ top }: Conf,
	program: NginxProgram,
): ReadonlyMap<ConfNode, string> {
	const isHttp = top.some(({ directive }) => directive.name === 'http');
	const unusable = new Map<ConfNode, string>();
	for (const node of top) {
		const { name } = node.directive;
		if (name === 'mail' || name === 'rtmp')
			unusable.set(node, `${name} is not tested, and left out`);
		// Without http nothing would be left, and nginx says that it does not know the directive.
		if (name === 'stream' && isHttp && !hasStream(top, program)) {
			unusable.set(node, 'stream is left out: this nginx has no stream module');
		}
	}
	return unusable;
}

function hasStream(top: readonly ConfNode[], program: NginxProgram): boolean {
	if (program.isBuilt('with-stream')) return true;
	const loaded = named(top, 'load_module').some(({ directive }) => {
		const name = argument(directive, 0);
		return basename(name) === streamModule && moduleFile(name, program) !== null;
	});
	return loaded || existsSync(join(program.modulesFolder, streamModule));
}

/** Where a module is that a config names; `null` where this nginx has it not. */
export function moduleFile(name: string, { prefix, modulesFolder }: NginxProgram): string | null {
	const places = [resolve(prefix, name), join(modulesFolder, basename(name))];
	return places.find((it) => existsSync(it)) ?? null;
}

/** What knows `stream` where nginx is built without it. */
export const streamModule = 'ngx_stream_module.so';
