/** Servers of this machine that ask about revocation in full handshakes only, and one that does not. */
import {
	type BenchLab,
	type BenchSystem,
	type Mutant,
	mutant,
	type Started,
} from '../../fixtures/endpoints/mutants/mutant.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { startApache } from '../../test/servers/apache.ts';
import type { RunningServer } from '../../test/servers/daemon.ts';
import { startNginx } from '../../test/servers/nginx.ts';
import type { ServerTls } from '../../test/servers/tls-files.ts';

const asked = ['resumption/revoked-after'];

export const resumptionServerMutants: readonly Mutant[] = [
	mutant({
		id: 'apache2/sessions-of-the-revoked',
		missing: 'a revoked client keeps its session: responders are asked in full handshakes only',
		caughtBy: asked,
		asked,
		tls: ['TLSv1.2', 'TLSv1.3'],
		revocation: 'ocsp',
		command: 'apache2',
		start: (lab) =>
			started(lab, (tls) =>
				startApache({ ...tls, verifyClient: 'require', verifyDepth: 2, ocsp: 'on' }),
			),
	}),
];

/** nginx looks at the status of a resumed session too, unless it has kept an answer. */
export const strictAboutRevokedSessions: BenchSystem = {
	id: 'strict/nginx-ocsp-sessions',
	asked,
	tls: ['TLSv1.2', 'TLSv1.3'],
	revocation: 'ocsp',
	command: 'nginx',
	start: (lab) =>
		started(lab, (tls) => startNginx({ ...tls, verify: 'on', ocsp: 'on', ocspCache: false })),
};

async function started(
	{ server, clientRoot }: BenchLab,
	start: (tls: ServerTls) => Promise<RunningServer>,
): Promise<Started> {
	const clientCa = certificatesPem([clientRoot.certificate]);
	const running = await start({ credential: server, clientCa });
	return { port: running.port, close: () => running.stop() };
}
