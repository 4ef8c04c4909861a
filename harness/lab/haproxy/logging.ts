/** A log of the lab's own in place of the config's: what HAProxy says of each connection. */
import { type ConfigLine, valuesOf } from './config.ts';
import type { Work } from './work.ts';

/** Since that version HAProxy can say why a handshake failed. */
export const errorsSince = '2.5';

/** Takes the user's logging out and puts the lab's into every proxy that takes connections. */
export function replaceLogging(work: Work): void {
	const saysErrors = work.program.isSince(errorsSince);
	for (const section of work.config.sections) {
		if (!logs.has(section.kind)) continue;
		for (const line of section.lines) if (isLogging(line)) work.draft.blank(line);
		if (section.kind !== 'frontend' && section.kind !== 'listen') continue;
		work.draft.insertBehind(section.head, [
			'\tlog stdout len 2048 format raw daemon',
			`\tlog-format ${format(saysErrors)}`,
			...(saysErrors ? [`\terror-log-format ${format(true)}`] : []),
		]);
	}
}

/** Only what is known of any connection, so that the format fits `mode tcp`, too. */
function format(saysErrors: boolean): string {
	const error = saysErrors ? '%[ssl_fc_err_str]' : '-';
	return `"${logMark} %cp %Ts %ms %ts %[ssl_c_err] %[ssl_c_ca_err] ${error}"`;
}

function isLogging(line: ConfigLine): boolean {
	return patterns.some((pattern) => pattern.test(valuesOf(line).join(' ')));
}

/** What lines of the lab begin with. */
export const logMark = 'mtls-gauntlet-lab';

const logs: ReadonlySet<string> = new Set(['defaults', 'frontend', 'backend', 'listen']);

const patterns: readonly RegExp[] = [
	/^(?:no )?log(?:$| )/u,
	/^(?:log-format|log-format-sd|error-log-format|log-tag|log-steps)(?:$| )/u,
	/^(?:no )?option (?:httplog|tcplog|httpslog|dontlog-normal|dontlognull|logasap|log-separate-errors|socket-stats|log-health-checks)(?:$| )/u,
	/^(?:http|tcp)-(?:request|response|after-response) (?:\w+ )?set-log-level /u,
];
