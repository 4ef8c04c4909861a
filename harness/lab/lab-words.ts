/** Takes out of a run what only makes sense against a target that the user brought. Pure. */
import type { Finding, Run } from '../finding.ts';
import { quote } from '../reproduce/shell-words.ts';
import type { LabSettings } from './lab-settings.ts';

type Told = Pick<LabSettings, 'protectedPaths' | 'acceptIf' | 'rejectIf'>;

/** The run without advice to give options that a lab does not have. */
export function inWordsOfLab(run: Run, source: string, told: Told): Run {
	return {
		...run,
		hints: [...new Set(run.hints.map(hintOfLab))].filter((hint) => !wouldUnlock.test(hint)),
		findings: run.findings.map((finding) => ({
			...finding,
			message:
				finding.outcome === 'skipped' ? finding.message.replace(advice, '') : finding.message,
			reproduce: reproduce(finding, source, told),
		})),
	};
}

/** Whom the server trusts is no question in a lab; whom it lets in may be. */
function hintOfLab(hint: string): string {
	return hint.includes('--client-ca is what the target trusts') ? identityHint : hint;
}

/** The CA of a lab ends with it: only another lab can show the same. */
function reproduce(
	{ outcome, id, tls, path }: Finding,
	source: string,
	{ protectedPaths, acceptIf, rejectIf }: Told,
): readonly string[] {
	if (outcome !== 'deviates') return [];
	const [kind = '', ...started] = source.split(' ');
	const version = tls === null ? [] : ['--tls', tls.slice('TLSv'.length)];
	const named = protectedPaths.includes(path) ? ['--protected', quote(path)] : [];
	const rules = [
		...acceptIf.flatMap(({ text }) => ['--accept-if', quote(text)]),
		...rejectIf.flatMap(({ text }) => ['--reject-if', quote(text)]),
	];
	// What starts a program is written as a shell takes it already.
	const config = startedByCommand.includes(kind) ? started : [quote(started.join(' '))];
	const words = ['mtls-gauntlet lab', kind, '--only', id, ...version, ...named, ...rules];
	return [[...words, ...config].join(' ')];
}

const startedByCommand: readonly string[] = ['node', 'exec'];

const identityHint =
	'a sound client of the CA that the config names is refused: if the server lets in certain names only, --identity says which';
const wouldUnlock = /--[a-z-]+.* would unlock \d/u;
const advice = / \(--(?:cert|client-ca|refused-cert|revocation|vhost|listener)\b[^()]*\)$/u;
