/** What a lab cannot have: what reaches out of the machine, and what only a balancer could speak. */
import { type Node, whereIs } from './config-tree.ts';
import { allScopes, type Scopes } from './scopes.ts';

/** Returns notes. */
export function leaveOut(scopes: Scopes): readonly string[] {
	const nodes: readonly Node[] = allScopes(scopes).flatMap(({ placed }) =>
		placed.map(({ node }) => node),
	);
	return nodes.flatMap((node) => {
		const because = reasonFor(node);
		if (because === null) return [];
		const end = node.kind === 'section' ? node.closing.end : node.end;
		node.file.replace({ start: node.start, end }, '');
		return [`${whereIs(node)}: ${node.name} is left out: ${because}`];
	});
}

function reasonFor({ name, values }: Node): string | null {
	const [first = ''] = values;
	if (/^md[a-z]+$/u.test(name)) return 'certificates come from the lab';
	if (name === 'proxyrequests' && first.toLowerCase() === 'on') {
		return 'nothing leaves this machine';
	}
	if (name === 'remoteipproxyprotocol' && first.toLowerCase() === 'on') {
		return 'clients of the lab do not speak the PROXY protocol';
	}
	return null;
}

/** Modules that shut out whoever asks much, as a lab does. */
export function limitsClients(module: string): boolean {
	return /^(?:evasive\d*|qos|bw|limitipconn|security_ban)_module$/u.test(module);
}
