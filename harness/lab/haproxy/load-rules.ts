/** Rules about load, which a run of hundreds of connections from one address would meet. */
import { rulesOf } from './acl.ts';
import { proxyKinds, valuesOf } from './config.ts';
import { sightOf } from './look-at.ts';
import { note, type Work } from './work.ts';

/** Leaves out what refuses or delays by rate or number, with a note. */
export function leaveOutLoadRules(work: Work): void {
	const sections = work.config.sections.filter(
		({ kind }) => proxyKinds.has(kind) || kind === 'defaults',
	);
	const blanked = new Set<number>();
	for (const { line, words, groups } of sections.flatMap((section) => rulesOf([section]))) {
		const refuses = words.find((word) => refusals.has(word));
		const isAboutLoad = groups
			.flat()
			.some(({ tests }) => tests.some((test) => sightOf(test) === 'load'));
		if (refuses === undefined || !isAboutLoad || blanked.has(line.number)) continue;
		blanked.add(line.number);
		work.draft.blank(line);
		note(work, line, `${words.join(' ')} is left out: it is about the load, which the run makes`);
	}
	for (const line of sections.flatMap(({ lines }) => lines)) {
		const text = valuesOf(line).join(' ');
		if (text.startsWith('rate-limit sessions')) {
			work.draft.blank(line);
			note(work, line, `${text} is left out: it is about the load, which the run makes`);
		}
		if (/^tcp-request connection expect-(?:proxy|netscaler-cip) /u.test(text)) {
			work.draft.blank(line);
			note(work, line, `${text} is left out: the PROXY protocol is not tested`);
		}
	}
}

const refusals: ReadonlySet<string> = new Set([
	'deny',
	'reject',
	'tarpit',
	'silent-drop',
	'return',
	'redirect',
	'wait-for-body',
	'set-bandwidth-limit',
]);
