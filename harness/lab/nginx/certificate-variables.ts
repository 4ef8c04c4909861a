/** Which variables turn on the client's certificate, and where nginx decides by them. */
import { argument } from './directive.ts';
import { conditionOf, mapsOf, variableName, variablesIn } from './condition.ts';
import type { ConfNode } from './load-conf.ts';
import { around, named, outwards, own } from './tree.ts';

/** Names of variables that are made from one of these, themselves included. */
export function madeFrom(
	top: readonly ConfNode[],
	isSource: (name: string) => boolean,
): (name: string) => boolean {
	const made = new Set<string>();
	const isMade = (name: string): boolean => isSource(name) || made.has(name);
	const maps = [...mapsOf(top)];
	const sets = named(top, 'set');
	for (let before = -1; before !== made.size;) {
		before = made.size;
		for (const [name, { directive, children }] of maps) {
			const texts = [argument(directive, 0), ...children.map((it) => argument(it.directive, 0))];
			if (texts.flatMap(variablesIn).some(isMade)) made.add(name);
		}
		for (const it of sets) {
			const outer = around(it, 'if');
			const condition = outer === null ? null : conditionOf(outer);
			const isDecided = condition !== null && isMade(condition.variable);
			if (isDecided || variablesIn(argument(it.directive, 1)).some(isMade)) {
				made.add(variableName(argument(it.directive, 0)));
			}
		}
	}
	return isMade;
}

/** Whether nginx itself does one thing or another by the certificate there. */
export function isDecidedBy(block: ConfNode, isMade: (name: string) => boolean): boolean {
	for (const level of outwards(block)) {
		const isThere = level.children.some(({ directive }) => {
			if (!deciding.includes(directive.name)) return false;
			return directive.args.flatMap(({ value }) => variablesIn(value)).some(isMade);
		});
		if (isThere) return true;
		if (level.directive.name === 'server') break;
	}
	return own(block, 'auth_request').length > 0;
}

/**
 * Whether an `if` about the certificate refuses there, or is meant to: one of an outer block as well,
 * though nginx does not inherit it into locations within locations. `isOfPath`: whether a variable is
 * made from the path, so that an outer `if` may mean other paths.
 */
export function isGuardedBy(
	block: ConfNode,
	isMade: (name: string) => boolean,
	isOfPath: (name: string) => boolean = () => false,
): boolean {
	for (const level of outwards(block)) {
		const isGuard = own(level, 'if').some((it) => {
			const { variable = null } = conditionOf(it) ?? {};
			const refuses = own(it, 'return').length + own(it, 'deny').length > 0;
			if (!refuses || variable === null || !isMade(variable)) return false;
			return level === block || !isOfPath(variable);
		});
		if (isGuard) return true;
		if (level.directive.name === 'server') break;
	}
	return false;
}

const deciding: readonly string[] = [
	'if',
	'return',
	'proxy_pass',
	'grpc_pass',
	'fastcgi_pass',
	'try_files',
	'root',
	'alias',
	'rewrite',
	'auth_basic',
];
