/** Ways through a config: what is where, and what is inherited. */
import type { ConfNode } from './load-conf.ts';

/** These and everything in them, in the order of the config. */
export function* walk(nodes: readonly ConfNode[]): Generator<ConfNode> {
	for (const node of nodes) {
		yield node;
		yield* walk(node.children);
	}
}

/** All of that name, at whatever depth. */
export function named(
	nodes: readonly ConfNode[],
	...names: readonly string[]
): readonly ConfNode[] {
	return [...walk(nodes)].filter(({ directive }) => names.includes(directive.name));
}

/** What stands directly in a block under that name. */
export function own(block: ConfNode, name: string): readonly ConfNode[] {
	return block.children.filter(({ directive }) => directive.name === name);
}

/** The block itself and those around it, innermost first. */
export function* outwards(block: ConfNode): Generator<ConfNode> {
	for (let at: ConfNode | null = block; at !== null; at = at.parent) yield at;
}

/** What counts in a block: that of the innermost level which has any of that name. */
export function effective(block: ConfNode, name: string): readonly ConfNode[] {
	for (const level of outwards(block)) {
		const found = own(level, name);
		if (found.length > 0) return found;
	}
	return [];
}

/** The first argument of what counts in a block; `null` where nothing is written. */
export function setting(block: ConfNode, name: string): string | null {
	return effective(block, name).at(-1)?.directive.args[0]?.value ?? null;
}

/** The innermost block of that name around something. */
export function around(node: ConfNode, name: string): ConfNode | null {
	for (const level of outwards(node)) if (level.directive.name === name) return level;
	return null;
}

/** The server blocks of `http` or `stream`. */
export function serverBlocks(
	top: readonly ConfNode[],
	kind: 'http' | 'stream',
): readonly ConfNode[] {
	return top
		.filter(({ directive }) => directive.name === kind)
		.flatMap((block) => own(block, 'server'));
}
