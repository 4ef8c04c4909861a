/** Takes out of a run what only makes sense against a target that the user brought. Pure. */
import type { Finding, Run } from '../finding.ts';

/** The run without advice to give options that a lab does not have. */
export function inWordsOfLab(run: Run, source: string): Run {
	return {
		...run,
		hints: [...new Set(run.hints.map(hintOfLab))].filter((hint) => !wouldUnlock.test(hint)),
		findings: run.findings.map((finding) => ({
			...finding,
			message:
				finding.outcome === 'skipped' ? finding.message.replace(advice, '') : finding.message,
			reproduce: reproduce(finding, source),
		})),
	};
}

/** Whom the server trusts is no question in a lab; whom it lets in may be. */
function hintOfLab(hint: string): string {
	return hint.includes('--client-ca is what the target trusts') ? identityHint : hint;
}

/** The CA of a lab ends with it: only another lab can show the same. */
function reproduce({ outcome, id, tls }: Finding, source: string): readonly string[] {
	if (outcome !== 'deviates') return [];
	const [kind = '', ...started] = source.split(' ');
	const version = tls === null ? [] : ['--tls', tls.slice('TLSv'.length)];
	return [['mtls-gauntlet lab', kind, '--only', id, ...version, ...started].join(' ')];
}

const identityHint =
	'a sound client of the CA that the config names is refused: if the server lets in certain names only, --identity says which';
const wouldUnlock = /--[a-z-]+.* would unlock \d/u;
const advice = / \(--(?:cert|client-ca|refused-cert|revocation|vhost|listener)\b[^()]*\)$/u;
