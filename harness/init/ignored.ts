/** What does not belong into a repository: reports of runs, keys, credentials that `pki` wrote. */
const lines = ['/reports/mtls/', '/mtls-credentials/', '*.key'];

/** The `.gitignore` with what it lacks at its end; `null` where it lacks nothing. */
export function ignoringMore(existing: string | null): string | null {
	const have = new Set((existing ?? '').split('\n').map((line) => normalized(line)));
	const missing = lines.filter((line) => !have.has(normalized(line)));
	if (missing.length === 0) return null;
	const before = existing === null || existing === '' ? '' : `${existing.replace(/\n$/u, '')}\n\n`;
	return `${before}# mtls-gauntlet: reports, keys and credentials\n${missing.join('\n')}\n`;
}

/** `reports/mtls` ignores what `/reports/mtls/` does, and more. */
function normalized(line: string): string {
	return line.trim().replaceAll(/^\/|\/$/gu, '');
}
