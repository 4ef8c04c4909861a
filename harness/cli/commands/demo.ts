import type { Command } from 'commander';
import { createServerCredential } from '../../../fixtures/endpoints/server-credential.ts';
import { startStrictEndpoint } from '../../../fixtures/endpoints/strict-endpoint.ts';
import { startWeakEndpoint } from '../../../fixtures/endpoints/weak-endpoint.ts';
import { defaultIdentity } from '../../../fixtures/pki/identity.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { certificatesPem, pemBlocks } from '../../../fixtures/pki/pem.ts';
import type { RunOptions } from '../../options.ts';
import type { OptionName, RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { parseRunSettings } from '../parse-options.ts';
import type { Act } from '../program.ts';
import { spellOutStrict } from '../read-options.ts';
import { parseReporters } from '../reporter-option.ts';
import { addUpdateWaivers, loadWaivers } from '../waivers.ts';

/** `mtls-gauntlet demo`: a whole run against an endpoint in this process. */
export function addDemoCommand(program: Command, act: Act): void {
	const command = program
		.command('demo')
		.description('run against an embedded endpoint: no set-up, nothing leaves this machine')
		.option('--weak', 'against a misconfigured one: shows deviations, exit 1');
	addUpdateWaivers(buildCommandOptions(command, demoOptions)).action((flags: DemoFlags) =>
		act(async (io) => {
			const settings = await parseRunSettings(spellOutStrict(flags), io);
			// The port is another one every time.
			const context = { ...settings, namesTarget: false, isNarrowed: settings.tls !== null };
			const waivers = await loadWaivers(flags, context, io);
			const keys = createKeyRing();
			// With a pathLenConstraint of its own there is one to go beyond.
			const clientCa = createRoot(keys, defaultIdentity, {
				basicConstraints: { cA: true, pathLenConstraint: 2 },
			});
			const server = createServerCredential();
			const tls = {
				key: server.key,
				cert: server.cert,
				ca: certificatesPem([clientCa.certificate]),
			};
			const endpoint =
				flags.weak === true
					? await startWeakEndpoint(tls)
					: await startStrictEndpoint({ tls, identity: defaultIdentity });
			const run: RunOptions = {
				...settings,
				target: {
					url: endpoint.url,
					host: 'localhost',
					port: endpoint.port,
					// The endpoint listens on 127.0.0.1; localhost may be ::1 first.
					connectTo: { host: '127.0.0.1', port: endpoint.port },
					servername: 'localhost',
				},
				vhosts: [],
				listeners: [],
				paths: ['/'],
				openPaths: [],
				materials: {
					valid: null,
					clientCa: { certificates: [clientCa.certificate], key: keyPem(clientCa.key) },
					prepared: null,
					refused: [{ name: 'stranger', credential: createRoot(keys).issue() }],
					identity: defaultIdentity,
				},
				trust: { anchors: pemBlocks(server.ca, 'CERTIFICATE'), source: 'the root of the demo' },
				mayTest: { kind: 'loopback' },
				// The CA of the demo ends with it.
				reproduceFrom: null,
			};
			try {
				const reporters = parseReporters(flags.reporter ?? []);
				const { execute } = await import('../execute.ts');
				return await execute(run, { reporters, file: null, waivers }, io);
			} finally {
				await endpoint.close();
			}
		}),
	);
}

interface DemoFlags extends RawOptions {
	readonly weak?: boolean;
	readonly updateWaivers?: boolean;
}

const demoOptions: readonly OptionName[] = [
	'tls',
	'only',
	'skip',
	'variants',
	'failOn',
	'strict',
	'strictAlerts',
	'waivers',
	'reporter',
	'concurrency',
	'rate',
	'timeout',
	'deadline',
];
