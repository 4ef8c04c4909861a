import type { Command } from 'commander';
import { CannotBuild } from '../../../fixtures/cannot-build.ts';
import { AttemptFailed } from '../../../fixtures/own-variant.ts';
import { createRoot } from '../../../fixtures/pki/issuer.ts';
import { createKeyRing, keyPem } from '../../../fixtures/pki/key-ring.ts';
import { soundValidity } from '../../../fixtures/pki/template.ts';
import type { AuthorityToWrite } from '../../../fixtures/pki/write-credentials.ts';
import type { Attempt } from '../../../fixtures/attempt.ts';
import { layOutMaterials } from '../../materials.ts';
import type { ClientCa, GivenMaterials } from '../../options.ts';
import { plan, type PlannedVariant } from '../../plan.ts';
import { selectVariants } from '../../select.ts';
import { tool } from '../../tool.ts';
import type { Io } from '../io.ts';
import { loadMaterials } from '../load-materials.ts';
import type { OptionName, RawOptions } from '../option-table.ts';
import { ownVariants } from '../own-variants/own-variants.ts';
import { parseVerifyDepth } from '../parse-number.ts';
import { buildCommandOptions } from '../options.ts';
import type { Act } from '../program.ts';
import { asUsage } from '../read-input.ts';
import { deployLists, writeLists } from './pki-lists.ts';
import { anywhere } from '../../anywhere.ts';

/** `mtls-gauntlet pki <dir>`: writes what a run would present. */
export function addPkiCommand(program: Command, act: Act): void {
	const command = program
		.command('pki')
		.description('write every credential as PEM, with a manifest that --credentials reads')
		.argument('<dir>', 'where to: empty, absent, or written by pki before');
	buildCommandOptions(command, pkiOptions)
		.option('--crl', 'also write revocation lists for the target, for runs with --revocation crl')
		.action((directory: string, flags: PkiFlags) => act((io) => writePki(directory, flags, io)));
}

interface PkiFlags extends RawOptions {
	readonly crl?: boolean;
}

async function writePki(directory: string, flags: PkiFlags, io: Io): Promise<0> {
	const given = await loadMaterials(flags, io);
	const { materials, authority } =
		given.clientCa === null ? ownCa(given) : userCa(given, given.clientCa);
	const createdAt = new Date();
	const depth = flags.verifyDepth === undefined ? null : parseVerifyDepth(flags.verifyDepth);
	const isListed = flags.crl === true;
	const workshop = layOutMaterials(materials, { verifyDepth: depth, isListed });
	const { clientCa } = materials;
	const lists = isListed && clientCa !== null ? writeLists(clientCa, workshop, createdAt) : null;
	const own = await ownVariants(flags.variants ?? [], io);
	const selected = selectVariants(flags.only ?? [], flags.skip ?? [], 'default', own);
	const revocation = isListed ? 'crl' : null;
	const all = plan({ selected, workshop, prepared: null, revocation, own });
	const answered = all.filter(isAnsweredFor).map(({ variant }) => variant.id);
	if (answered.length > 0) {
		io.stderr.write(
			`left out, since a run itself answers for their status (--client-ca with --revocation ocsp): ${answered.join(', ')}\n`,
		);
	}
	const planned = all.filter((it) => it.kind === 'probe' && !it.isSupport);
	const variants: { id: string; attempt: Attempt }[] = [];
	for (const it of planned) {
		if (it.kind !== 'probe') continue;
		if (it.variant.presentsIssuerKey === true && authority.key === null) {
			io.stderr.write(`${it.variant.id} is left out: the key of --client-ca is not copied\n`);
			continue;
		}
		const attempt = await it.attempt(anywhere).catch((error: unknown) => {
			if (!(error instanceof CannotBuild) && !(error instanceof AttemptFailed)) throw error;
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
			...(lists === null ? {} : { crl: lists }),
			variants,
		}),
	);
	io.stdout.write(
		`${variants.length} ${variants.length === 1 ? 'credential' : 'credentials'} in ${directory}; the CA to trust: ${directory}/authorities/client-ca/cert.pem\n`,
	);
	if (authority.key !== null) {
		io.stdout.write(
			`that CA was made for these credentials and ends with them; its key is ${directory}/authorities/client-ca/key.pem: hand on all but that\n`,
		);
	}
	if (lists !== null && clientCa !== null) {
		io.stdout.write(deployLists(directory, clientCa, lists));
	}
	return 0;
}

/** Nobody would answer for what names a responder that ends with its run. */
function isAnsweredFor({ kind, variant }: PlannedVariant): boolean {
	return kind === 'skip' && variant.kind === 'probe' && variant.needs.includes('ocsp');
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
	'variants',
	'cert',
	'key',
	'pass',
	'clientCa',
	'clientCaKey',
	'clientCaPass',
	'identity',
	'verifyDepth',
];
