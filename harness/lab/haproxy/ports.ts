/** Ports that rules of the config speak of (`dst_port 8443`), as they are in the sandbox. */
import { testsOf } from './acl.ts';
import type { Bind } from './bind.ts';
import { proxyKinds } from './config.ts';
import { sightOf } from './look-at.ts';
import type { Work } from './work.ts';

/** Replaces port numbers in conditions by those on which the same `bind` lines listen now. */
export function replacePorts(work: Work, binds: readonly Bind[]): void {
	const labPorts = new Map<string, number[]>();
	for (const { port, labPort } of binds.flatMap(({ addresses }) => addresses)) {
		labPorts.set(String(port), [...(labPorts.get(String(port)) ?? []), labPort]);
	}
	const sections = work.config.sections.filter(
		({ kind }) => proxyKinds.has(kind) || kind === 'defaults',
	);
	const lines = new Set(
		testsOf(sections)
			.filter((test) => sightOf(test) === 'port')
			.map(({ line }) => line),
	);
	for (const { words } of lines) {
		let isPort = false;
		for (const word of words) {
			if (/^(?:fc_)?dst_port$/u.test(word.value)) isPort = true;
			else if (word.value === '}') isPort = false;
			const ports = labPorts.get(word.value);
			if (isPort && ports !== undefined) work.draft.replace(word, ports.join(' '));
		}
	}
}
