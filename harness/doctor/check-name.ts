import { isIP } from 'node:net';
import type { UsageError } from '../usage-error.ts';
import { type Check, ok, problem } from './check.ts';
import type { Seen } from './seen.ts';

/** Which addresses the name stands for, and which of them a run uses. */
export function checkName({ options, facts }: Seen): Check {
	const { target } = options;
	const { host } = target.connectTo ?? target;
	const instead = target.connectTo === null ? '' : ` (--connect-to, in place of ${target.host})`;
	if (isIP(host) !== 0) return ok('name', `${host} is an address${instead}`);
	const addresses = [...new Set(facts.addresses.map((it) => it.host))];
	const shown = addresses.slice(0, mostShown).join(', ');
	const rest = addresses.length > mostShown ? ` and ${addresses.length - mostShown} more` : '';
	const used = addresses.length > 1 ? `; a run uses ${facts.address.host}` : '';
	return ok('name', `${host} is ${shown}${rest}${used}${instead}`);
}

/** Whether a usage error says that a name does not resolve. */
export function isUnresolved({ cause }: UsageError): boolean {
	return cause instanceof Error && 'syscall' in cause && cause.syscall === 'getaddrinfo';
}

/** The name of the target, or of another listener of it. */
export function checkUnresolved({ message, hint, cause }: UsageError): Check {
	const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
	return problem('name', `${message}${code}`, ...(hint === null ? [] : [hint]));
}

const mostShown = 4;
