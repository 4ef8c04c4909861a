import type { Command } from 'commander';
import { CannotBuild } from '../../../fixtures/cannot-build.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { soundValidity } from '../../../fixtures/pki/template.ts';
import type { AuthorityToWrite } from '../../../fixtures/pki/write-credentials.ts';
import type { Attempt } from '../../../fixtures/variant.ts';
import { layOutMaterials } from '../../materials.ts';
import type { ClientCa, GivenMaterials } from '../../options.ts';
import { plan } from '../../plan.ts';
import { selectVariants } from '../../select.ts';
import { tool } from '../../tool.ts';
import type { Io } from '../io.ts';
import { loadMaterials } from '../load-materials.ts';
import type { OptionName, RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import type { Act } from '../program.ts';
import { asUsage } from '../read-input.ts';

/** `mtls-gauntlet pki <dir>`: writes what a run would present. */
export function addPkiCommand(program: Command, act: Act): void {
	const command = program
		.command('pki')
		.description('write every credential as PEM, with a manifest that --credentials reads')
		.argument('<dir>', 'where to: empty, absent, or written by pki before');
	buildCommandOptions(command, pkiOptions).action((directory: string, flags: RawOptions) =>
		act((io) => writePki(directory, flags, io)),
	);
}

async function writePki(directory: string, flags: RawOptions, io: Io): Promise<0> {
	const given = await loadMaterials(flags, io);
	const { materials, authority } =
		given.clientCa === null ? ownCa(given) : userCa(given, given.clientCa);
	const createdAt = new Date();
	const workshop = layOutMaterials(materials, []);
	const selected = selectVariants(flags.only ?? [], flags.skip ?? []);
	const planned = plan({ selected, workshop, prepared: null, refused: [] }).filter(
		(it) => it.kind === 'probe' && !it.isSupport,
	);
	const variants: { id: string; attempt: Attempt }[] = [];
	for (const it of planned) {
		if (it.kind !== 'probe') continue;
		const attempt = await it.attempt().catch((error: unknown) => {
			if (!(error instanceof CannotBuild)) throw error;
			io.stderr.write(`${it.variant.id} is left out: ${error.message}\n`);
			return null;
		});
		if (attempt?.some(({ credential }) => credential !== null) === true) {
			variants.push({ id: it.variant.id, attempt });
		}
	}
	const { writeCredentials } = await import('../../../fixtures/pki/write-credentials.ts');
	await asUsage(() =>
		writeCredentials(directory, {
			tool: `${tool.name} ${tool.version}`,
			createdAt,
			notAfter: soundValidity(createdAt.getTime()).notAfter,
			authorities: [authority],
			variants,
		}),
	);
	io.stdout.write(
		`${variants.length} ${variants.length === 1 ? 'credential' : 'credentials'} in ${directory}; the CA to trust: ${directory}/authorities/client-ca/cert.pem\n`,
	);
	return 0;
}

interface PkiMaterials {
	readonly materials: GivenMaterials;
	readonly authority: AuthorityToWrite;
}

/** Without a CA of the user one is made, key included: for targets set up for tests. */
function ownCa(given: GivenMaterials): PkiMaterials {
	const root = createRoot(createKeyRing());
	const certificates = [root.certificate];
	const key = keyPem(root.key);
	return {
		materials: { ...given, clientCa: { certificates, key } },
		authority: { name: 'client-ca', certificates, key },
	};
}

function userCa(given: GivenMaterials, { certificates }: ClientCa): PkiMaterials {
	return { materials: given, authority: { name: 'client-ca', certificates, key: null } };
}

const pkiOptions: readonly OptionName[] = [
	'only',
	'skip',
	'cert',
	'key',
	'pass',
	'clientCa',
	'clientCaKey',
	'clientCaPass',
	'identity',
];
