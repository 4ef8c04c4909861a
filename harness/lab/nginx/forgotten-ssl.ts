import { UsageError } from '../../usage-error.ts';
import type { Bench } from './bench.ts';
import { whereOf } from './directive.ts';
import { asks } from './neighbours.ts';
import type { Listening } from './place-listens.ts';
import { own } from './tree.ts';

/**
 * Says which server blocks are to ask for certificates and listen without TLS only: nginx asks nobody
 * there. A block that has it from `http` alone may be meant for redirects.
 * @throws UsageError where nothing of the config listens with TLS: then nothing could be tested.
 */
export function noteForgottenSsl(bench: Bench, { listens }: Listening): void {
	const withTls = new Set(listens.filter(({ isTls }) => isTls).map(({ server }) => server));
	const plain = new Set(
		listens.filter((it) => !withTls.has(it.server)).map(({ server }) => server),
	);
	for (const server of plain) {
		const [written] = own(server, 'ssl_verify_client');
		if (written === undefined || !asks(server)) continue;
		const problem = 'asks for client certificates, but no listen of it has ssl: nobody is asked';
		if (withTls.size === 0) throw new UsageError(`${whereOf(server.directive)}: ${problem}`);
		bench.note(server.directive, problem);
	}
}
