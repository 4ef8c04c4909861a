/** Why a command does not serve, in its own words. Pure. */
import { UsageError } from '../../usage-error.ts';
import { lastWords } from '../start/last-words.ts';
import type { TlsReadiness } from './wait-until-tls.ts';

/** What is known of a command that did not come to serve. */
export interface NotServing {
	/** The command, as it is shown. */
	readonly source: string;
	readonly port: number;
	readonly readiness: Exclude<TlsReadiness, { readonly kind: 'ready' }>;
	readonly isStarted: boolean;
	/** How the command ended; `null`: it had to be ended. */
	readonly ended: string | null;
	/** Whether its port is served, though it and all of its group have ended. */
	readonly isServed: boolean;
	readonly output: string;
	/** Of the PKI, which is gone by the time that somebody reads this. */
	readonly pkiFolder: string;
	readonly startupMs: number;
}

/** The error of exit 2, with the line that says most of what the command wrote. */
export function notServing(failure: NotServing): UsageError {
	const { source, port, readiness, ended, isServed, startupMs } = failure;
	const words = lastWords(failure.output.replaceAll(failure.pkiFolder, '$MTLS_LAB_DIR'));
	const quoted = words === '' ? '' : `: ${words}`;
	switch (readiness.kind) {
		case 'aborted':
			return new UsageError(`${source}: was interrupted before it served`);
		case 'late':
			return new UsageError(
				`${source}: no TLS on port ${port} within ${startupMs} ms: ${readiness.last}${quoted}`,
				'the command has to serve the port of {port} or MTLS_LAB_PORT; --startup MS gives it more time',
			);
		case 'over':
			if (!failure.isStarted) return new UsageError(ended ?? `${source}: could not be started`);
			return isServed
				? new UsageError(
						`${source}: left its process group and serves port ${port} from outside of it`,
						foreground,
					)
				: new UsageError(
						`${source}: ended before it served port ${port} (${ended ?? 'unknown'})${quoted}`,
						ended === 'exit code 0' ? foreground : null,
					);
	}
}

const foreground =
	'run it in the foreground (docker compose up without -d, no --daemon): the lab ends what is in its group';
