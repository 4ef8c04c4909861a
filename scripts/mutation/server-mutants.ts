/** Servers of this machine with the mistakes that people make when they set them up. */
import {
	type BenchLab,
	type BenchSystem,
	type Mutant,
	mutant,
	type Started,
} from '../../fixtures/endpoints/mutants/mutant.ts';
import { certificatesPem } from '../../fixtures/pki/pem.ts';
import { type ApacheConfig, startApache } from '../../test/servers/apache.ts';
import { startCaddy } from '../../test/servers/caddy.ts';
import type { RunningServer } from '../../test/servers/daemon.ts';
import { startGnutls } from '../../test/servers/gnutls.ts';
import { startHaproxy } from '../../test/servers/haproxy.ts';
import { startJava } from '../../test/servers/java.ts';
import { type NginxConfig, startNginx } from '../../test/servers/nginx.ts';
import type { ServerTls } from '../../test/servers/tls-files.ts';

interface Mistake extends Pick<Mutant, 'missing' | 'caughtBy' | 'tls' | 'revocation'> {
	readonly asked?: readonly string[];
	readonly start: (tls: ServerTls, lab: BenchLab) => Promise<RunningServer>;
}

/** A server of that command, with what goes wrong. */
export function serverMutant(
	command: NonNullable<Mutant['command']>,
	name: string,
	mistake: Mistake,
): Mutant {
	const { start, ...rest } = mistake;
	return mutant({
		...rest,
		id: `${command}/${name}`,
		command,
		start: (lab) => started(lab, start),
	});
}

async function started(lab: BenchLab, start: Mistake['start']): Promise<Started> {
	const clientCa = certificatesPem([lab.clientRoot.certificate]);
	const server = await start({ credential: lab.server, clientCa }, lab);
	return { port: server.port, close: () => server.stop() };
}

/** nginx as it should be, asking OCSP responders: the strict system for these. */
export const strictNginx: BenchSystem = {
	id: 'strict/nginx-ocsp',
	asked: ['revocation/ocsp-*'],
	tls: ['TLSv1.2', 'TLSv1.3'],
	revocation: 'ocsp',
	command: 'nginx',
	start: (lab) => started(lab, (tls) => soundNginx(tls, lab, { ocsp: 'on' })),
};

/** Sound but for what the options say. */
function soundNginx(
	tls: ServerTls,
	{ verifyDepth }: BenchLab,
	different: Partial<NginxConfig> = {},
): Promise<RunningServer> {
	return startNginx({ ...tls, verify: 'on', verifyDepth, ...different });
}

function soundApache(
	tls: ServerTls,
	{ verifyDepth }: BenchLab,
	different: Partial<ApacheConfig>,
): Promise<RunningServer> {
	// Apache counts the root as well.
	return startApache({
		...tls,
		verifyClient: 'require',
		verifyDepth: verifyDepth + 1,
		...different,
	});
}

const nginx: readonly Mutant[] = [
	serverMutant('nginx', 'optional', {
		missing: '`ssl_verify_client optional`, and nobody looks at `$ssl_client_verify`',
		caughtBy: ['presence/no-certificate'],
		start: (tls, lab) => soundNginx(tls, lab, { verify: 'optional' }),
	}),
	serverMutant('nginx', 'optional-no-ca', {
		missing: '`ssl_verify_client optional_no_ca`, and nobody looks at `$ssl_client_verify`',
		caughtBy: ['presence/no-certificate', 'trust/self-signed', 'trust/wrong-root'],
		start: (tls, lab) => soundNginx(tls, lab, { verify: 'optional_no_ca' }),
	}),
	serverMutant('nginx', 'failed-passes', {
		missing: '`optional_no_ca`, and a check that knows NONE lets FAILED pass',
		caughtBy: ['trust/self-signed', 'trust/wrong-root'],
		start: (tls, lab) => soundNginx(tls, lab, { verify: 'optional_no_ca', check: 'none-403' }),
	}),
	serverMutant('nginx', 'default-depth', {
		missing: '`ssl_verify_depth` is left at 1',
		caughtBy: ['path/depth-at-limit'],
		start: (tls, lab) => soundNginx(tls, lab, { verifyDepth: 1 }),
	}),
	serverMutant('nginx', 'deep', {
		missing: '`ssl_verify_depth` is larger than was meant',
		caughtBy: ['path/depth-over-limit'],
		start: (tls, lab) => soundNginx(tls, lab, { verifyDepth: 9 }),
	}),
	serverMutant('nginx', 'security-level-0', {
		missing: '`@SECLEVEL=0` stands among the ciphers',
		caughtBy: ['signature/sha1', 'signature/md5', 'signature/rsa-1024'],
		start: (tls, lab) => soundNginx(tls, lab, { securityLevelZero: true }),
	}),
	serverMutant('nginx', 'one-ca-too-many', {
		missing: 'a second CA stands in `ssl_client_certificate`',
		caughtBy: ['trust/refused-credential'],
		start: (tls, lab) =>
			soundNginx(tls, lab, { extraCa: certificatesPem([lab.otherRoot.certificate]) }),
	}),
	serverMutant('nginx', 'ocsp-leaf', {
		missing: '`ssl_ocsp leaf`: nobody asks about intermediates',
		caughtBy: ['revocation/ocsp-revoked-intermediate'],
		asked: ['revocation/ocsp-*'],
		revocation: 'ocsp',
		start: (tls, lab) => soundNginx(tls, lab, { ocsp: 'leaf' }),
	}),
];

const apache: readonly Mutant[] = [
	serverMutant('apache2', 'optional-no-ca', {
		missing: '`SSLVerifyClient optional_no_ca`, and nobody looks at the result',
		caughtBy: ['presence/no-certificate', 'trust/self-signed', 'trust/wrong-root'],
		start: (tls, lab) => soundApache(tls, lab, { verifyClient: 'optional_no_ca' }),
	}),
	serverMutant('apache2', 'deep', {
		missing: '`SSLVerifyDepth` is larger than was meant',
		caughtBy: ['path/depth-over-limit'],
		start: (tls, lab) => soundApache(tls, lab, { verifyDepth: 9 }),
	}),
	serverMutant('apache2', 'revocation-of-end-entities', {
		missing: '`SSLCARevocationCheck leaf`: the lists of the CAs above are not looked at',
		caughtBy: ['revocation/intermediate-revoked'],
		revocation: 'crl',
		start: (tls, lab) => soundApache({ ...tls, crl: lab.crl }, lab, { revocationCheck: 'leaf' }),
	}),
	serverMutant('apache2', 'no-list-no-matter', {
		missing: '`no_crl_for_cert_ok`: whoever is on no list is let in',
		caughtBy: ['revocation/crl-missing', 'revocation/crl-wrong-issuer'],
		revocation: 'crl',
		start: (tls, lab) =>
			soundApache({ ...tls, crl: lab.crl }, lab, {
				revocationCheck: 'chain no_crl_for_cert_ok',
			}),
	}),
];

const haproxy: readonly Mutant[] = [
	serverMutant('haproxy', 'ignore-all', {
		missing: '`crt-ignore-err all ca-ignore-err all`, and nobody looks at the result',
		caughtBy: ['trust/self-signed', 'validity/expired', 'validity/expired-intermediate'],
		start: (tls) => startHaproxy({ ...tls, verify: 'ignore-all' }),
	}),
	serverMutant('haproxy', 'only-the-end-entity', {
		missing: 'errors are ignored, and nothing but `ssl_c_err` is looked at',
		caughtBy: ['validity/expired-intermediate'],
		start: (tls) => startHaproxy({ ...tls, verify: 'ignore-all-check-err' }),
	}),
];

const others: readonly Mutant[] = [
	serverMutant('caddy', 'require', {
		missing: '`mode require`: any certificate will do',
		caughtBy: ['trust/self-signed', 'validity/expired', 'key-usage/server-auth-only'],
		start: (tls) => startCaddy({ ...tls, mode: 'require' }),
	}),
	serverMutant('gnutls-serv', 'as-it-is', {
		missing: 'extended key usage is left to the application, which does not look',
		caughtBy: ['key-usage/server-auth-only', 'key-usage/code-signing-only'],
		start: (tls) => startGnutls(tls),
	}),
	serverMutant('gnutls-serv', 'small-curves', {
		missing: 'EC keys of any size are taken',
		caughtBy: ['algorithm/p-192'],
		tls: ['TLSv1.2'],
		start: (tls) => startGnutls(tls),
	}),
	serverMutant('gnutls-serv', 'unsafe-renegotiation', {
		missing: 'renegotiation is not tied to the connection before it',
		caughtBy: ['protocol/secure-renegotiation'],
		asked: ['protocol/secure-renegotiation'],
		tls: ['TLSv1.2'],
		start: (tls) => startGnutls({ ...tls, priority: 'NORMAL:%DISABLE_SAFE_RENEGOTIATION' }),
	}),
	serverMutant('java', 'any-proof', {
		missing: 'the signature is not verified by which a client proves that it holds its key',
		caughtBy: ['possession/other-key'],
		start: (tls) => startJava({ ...tls, anyProof: true }),
	}),
];

/** Every mutant that is a server of its own. */
export const serverMutants: readonly Mutant[] = [...nginx, ...apache, ...haproxy, ...others];
