/** Where a config itself looks at what became of a client's certificate. Pure. */
import { cover, type Served } from './covering.ts';
import type { Directive } from './config-tree.ts';
import { patternMatches } from './path-of-pattern.ts';
import type { Placed, Scope } from './scopes.ts';

/** Whether somebody without a sound certificate is meant to be kept from that path. */
export function isGuarded(path: string, scope: Scope, main: Scope, served: Served): boolean {
	const all = [...main.directives, ...scope.directives];
	const demand = all.findLast(
		({ node, within }) => node.name === 'sslverifyclient' && cover(within, path, served),
	);
	if (demand?.node.values[0]?.toLowerCase() === 'require') return true;
	return (
		all.some(({ node, within }) => isDemand(node) && cover(within, path, served)) ||
		rewriteGuards(all).some(
			({ node, within }) =>
				cover(within, path, served) && patternMatches(rewritePattern(node, within), path),
		)
	);
}

/** A rule and what is asked before it. */
export interface RewriteGuard extends Placed<Directive> {
	readonly conditions: readonly Directive[];
}

/** `RewriteRule … [F]` behind a `RewriteCond` about the certificate. */
export function rewriteGuards(all: readonly Placed[]): readonly RewriteGuard[] {
	const guards: RewriteGuard[] = [];
	let conditions: Directive[] = [];
	for (const { node, within } of all) {
		if (node.kind !== 'directive') continue;
		if (node.name === 'rewritecond') conditions.push(node);
		if (node.name !== 'rewriterule') continue;
		const isAsked = conditions.some(speaksOfClients);
		if (isAsked && /[[,]\s*(?:F|forbidden|G|gone|R)\b/iu.test(node.values[2] ?? '')) {
			guards.push({ node, within, conditions });
		}
		conditions = [];
	}
	return guards;
}

/** What the rule matches, as of a whole path: within a folder it is without the slash. */
export function rewritePattern({ values }: Directive, within: Placed['within']): string {
	const [pattern = ''] = values;
	return within.length === 0 ? pattern : pattern.replace(/^\^(?!\/)/u, '^/?');
}

/** Whether a directive refuses by what is known of the certificate. */
export function isDemand(node: Directive): boolean {
	if (node.name === 'sslrequire') return speaksOfClients(node);
	return (
		node.name === 'require' &&
		!/^not\b/iu.test(node.written) &&
		(/^ssl-verify-client\b/iu.test(node.written) || speaksOfClients(node))
	);
}

function speaksOfClients({ written }: Directive): boolean {
	return /SSL_CLIENT_/u.test(written);
}
