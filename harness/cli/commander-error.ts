import type { CommanderError } from 'commander';
import { UsageError } from '../usage-error.ts';

/** What commander says of the arguments, in the words of every other usage error. */
export function commanderUsageError(error: CommanderError): UsageError {
	const [first = '', second] = error.message.split('\n');
	const message = first
		.replace(/^error: /u, '')
		// An option that is not known may have been given a secret: --pss=…
		.replace(/(unknown option '[^'=]*)=.*'$/su, "$1'");
	const suggestion = second === undefined ? null : /^\((?:Did)(.*)\)$/u.exec(second);
	const hint = suggestion === null ? 'mtls-gauntlet --help lists them' : `did${suggestion[1]}`;
	return new UsageError(message, hint);
}
