/** Which line an error is about that httpd finds only as it starts, and names no line of. Pure. */
import { type Directive, type Node, whereIs } from './config-tree.ts';

/** `site.conf:12: `, where one directive only can be meant; else nothing. */
export function blamed(message: string, nodes: readonly Node[]): string {
	const code = /^AH\d{5}/u.exec(message)?.[0] ?? '';
	const name = directives[code];
	if (name === undefined) return '';
	const [first, ...others] = named(name, nodes);
	return first === undefined || others.length > 0 ? '' : `${whereIs(first)}: `;
}

function named(name: string, nodes: readonly Node[]): readonly Directive[] {
	return nodes.flatMap((node): readonly Directive[] => {
		if (node.kind === 'section') return named(name, node.children);
		const own = node.isActive && node.name === name ? [node] : [];
		return [...own, ...named(name, node.included)];
	});
}

/** What mod_ssl was about to set. */
const directives: Readonly<Record<string, string>> = {
	AH01898: 'sslciphersuite',
	AH02407: 'sslopensslconfcmd',
	AH02231: 'sslprotocol',
};
