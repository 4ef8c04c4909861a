import { BlockList, isIP } from 'node:net';
import { argument } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { outwards, setting } from './tree.ts';

/** The `deny` that refuses requests from 127.0.0.1 there; `null` where none does. */
export function denyingLoopback(block: ConfNode): ConfNode | null {
	if (setting(block, 'satisfy') === 'any') return null;
	for (const level of outwards(block)) {
		const rules = level.children.filter(({ directive }) =>
			['allow', 'deny'].includes(directive.name),
		);
		if (rules.length === 0) continue;
		const first = rules.find(({ directive }) => covers(argument(directive, 0)));
		return first?.directive.name === 'deny' ? first : null;
	}
	return null;
}

function covers(text: string): boolean {
	if (text === 'all') return true;
	const [address = '', bits = '32'] = text.split('/');
	if (isIP(address) !== 4 || !/^\d{1,2}$/u.test(bits) || Number(bits) > 32) return false;
	const list = new BlockList();
	list.addSubnet(address, Number(bits), 'ipv4');
	return list.check('127.0.0.1', 'ipv4');
}
