/** Who says what: the main server, and each virtual host. */
import { isCondition } from './conditions.ts';
import type { Directive, Node, Section } from './config-tree.ts';

/** A directive or section that the server looks at, and the sections that it stands in. */
export interface Placed<N extends Node = Node> {
	readonly node: N;
	/** `<Location>`, `<Directory>` and their like, the outermost first; without virtual hosts and conditions. */
	readonly within: readonly Section[];
}

/** The main server or a virtual host. */
export interface Scope {
	/** `null`: the main server. */
	readonly section: Section | null;
	/** All of it in the order of the config. */
	readonly placed: readonly Placed[];
	readonly directives: readonly Placed<Directive>[];
	/** `<Location>`, `<Directory>` … */
	readonly sections: readonly Placed<Section>[];
}

/** All scopes of a config. */
export interface Scopes {
	readonly main: Scope;
	readonly hosts: readonly Scope[];
}

/** Sorts what httpd looks at by who it is about. */
export function scopesOf(nodes: readonly Node[]): Scopes {
	const hosts: Scope[] = [];
	const collect = (all: readonly Node[], section: Section | null): Scope => {
		const placed: Placed[] = [];
		const directives: Placed<Directive>[] = [];
		const sections: Placed<Section>[] = [];
		const walk = (children: readonly Node[], within: readonly Section[]): void => {
			for (const node of children) {
				if (!node.isActive) continue;
				if (node.kind === 'directive') {
					directives.push({ node, within });
					placed.push({ node, within });
					walk(node.included, within);
				} else if (isCondition(node)) {
					walk(node.children, within);
				} else if (node.name === 'virtualhost') {
					hosts.push(collect(node.children, node));
				} else {
					sections.push({ node, within });
					placed.push({ node, within });
					walk(node.children, [...within, node]);
				}
			}
		};
		walk(all, []);
		return { section, placed, directives, sections };
	};
	return { main: collect(nodes, null), hosts };
}

/** The main server first. */
export function allScopes({ main, hosts }: Scopes): readonly Scope[] {
	return [main, ...hosts];
}

/** Directives of that name for the server as a whole, in order. */
export function ofServer({ directives }: Scope, ...names: readonly string[]): readonly Directive[] {
	return directives
		.filter(({ node, within }) => within.length === 0 && names.includes(node.name))
		.map(({ node }) => node);
}

/** The last one of that name that holds for the scope, its own or inherited. */
export function inForce(scope: Scope, main: Scope, name: string): Directive | null {
	return ofServer(scope, name).at(-1) ?? ofServer(main, name).at(-1) ?? null;
}

/** Its first value, in lower case. */
export function settingOf(scope: Scope, main: Scope, name: string): string | null {
	return inForce(scope, main, name)?.values[0]?.toLowerCase() ?? null;
}

/** `ServerName` without scheme and port, and all of `ServerAlias`. */
export function namesOf(scope: Scope): {
	readonly name: string | null;
	readonly aliases: string[];
} {
	const written = ofServer(scope, 'servername').at(-1)?.values[0] ?? null;
	return {
		name: written === null ? null : plainName(written),
		aliases: ofServer(scope, 'serveralias').flatMap(({ values }) => values),
	};
}

function plainName(written: string): string {
	const host = written.replace(/^[a-z]+:\/\//iu, '').replace(/\/.*$/u, '');
	return host.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
}
