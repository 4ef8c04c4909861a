/** What a scope says of lists, responders and the length of chains. Pure. */
import type { LabServer } from '../lab.ts';
import { type Directive, whereIs } from './config-tree.ts';
import { inForce, type Scope, settingOf } from './scopes.ts';

/** Intermediates that `SSLVerifyDepth` allows: it counts all that stands above, the root too. */
export function depthOf(scope: Scope, main: Scope): number | null {
	const depth = Number(settingOf(scope, main, 'sslverifydepth') ?? Number.NaN);
	return Number.isInteger(depth) && depth >= 1 ? depth - 1 : null;
}

/** Whether a chain may be longer than a client's certificate and its CA. */
export function allowsIntermediates(scope: Scope, main: Scope): boolean {
	return (depthOf(scope, main) ?? 0) > 0;
}

/** What is to be tested of revocation: also where lists are named that nobody looks at. */
export function revocationOf(scope: Scope, main: Scope): LabServer['revocation'] {
	const ocsp = settingOf(scope, main, 'sslocspenable');
	if (ocsp !== null && ocsp !== 'off') return 'ocsp';
	return listsOf(scope, main) === null ? null : 'crl';
}

function listsOf(scope: Scope, main: Scope): Directive | null {
	return inForce(scope, main, 'sslcarevocationfile') ?? inForce(scope, main, 'sslcarevocationpath');
}

/** Notes where lists are named in vain, and where they cannot be tested. */
export function aboutRevocation(scope: Scope, main: Scope): readonly string[] {
	const lists = listsOf(scope, main);
	if (lists === null) return [];
	const check = settingOf(scope, main, 'sslcarevocationcheck') ?? 'none';
	const unread =
		'the lists are not looked at: SSLCARevocationCheck is none, which is what httpd takes where nothing is said';
	const untested =
		'SSLVerifyDepth is 1, which is what httpd takes where nothing is said, and allows no intermediate: of revocation only a revoked client of the CA itself is tested (trust/refused-credential)';
	return [
		...(check === 'none' ? [unread] : []),
		...(allowsIntermediates(scope, main) ? [] : [untested]),
	].map((text) => `${whereIs(lists)}: ${text}`);
}
