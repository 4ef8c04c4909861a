import { type Command, Option } from 'commander';
import { noMaterials } from '../../doctor/no-materials.ts';
import type { RunOptions } from '../../options.ts';
import { UsageError } from '../../usage-error.ts';
import { interruptible } from '../interruptible.ts';
import { type Io, wantsColor } from '../io.ts';
import { type OptionName, optionNames, type RawOptions } from '../option-table.ts';
import { buildCommandOptions } from '../options.ts';
import { parseRunOf, parseRunOptions } from '../parse-options.ts';
import type { Act } from '../program.ts';
import { readOptions, type SaidOptions } from '../read-options.ts';
import type { ConfigTarget } from '../targets/config-targets.ts';
import { selectTargets } from '../targets/select-targets.ts';

/** What says how findings are judged and reported, and how many targets are shared out. */
const aboutTheRest: readonly OptionName[] = [
	...(['failOn', 'strict', 'strictAlerts', 'waivers', 'reasonFrom', 'reporter'] as const),
	...(['targetsAtOnce', 'shard', 'shardTotal'] as const),
];

/** `mtls-gauntlet doctor <url>`: whether a run could conclude, and what is missing. */
export function addDoctorCommand(program: Command, act: Act): void {
	const command = program
		.command('doctor')
		.description('say whether a run could conclude, what is missing, and what would unlock most')
		.argument('[url]', 'the target: https://host[:port][/path]')
		.addHelpText('after', exitCodes);
	const json = new Option('--json', 'the checks as JSON on stdout').helpGroup('How to run:');
	buildCommandOptions(command, examinedOptions)
		.addOption(json)
		.action(
			(url: string | undefined, { json, ...flags }: RawOptions & { readonly json?: boolean }) =>
				act((io) =>
					interruptible(async (signal) => {
						const { options, unusable } = await readSetUp(url ?? null, flags, io);
						const { examine } = await import('../../doctor/examine.ts');
						const { examinationJson, examinationText } = await import('../show-examination.ts');
						const { progress } = await import('../../../reports/progress.ts');
						const shown = progress(io.stderr);
						const examination = await examine(options, signal, {
							unusable,
							onStart(planned) {
								shown.start(planned.length);
								for (const { finding } of planned) {
									// A fault of the harness comes out of the run itself.
									finding.then((it) => shown.finding(it)).catch(() => {});
								}
							},
						}).finally(() => shown.stop());
						io.stdout.write(
							json === true
								? examinationJson(examination)
								: examinationText(examination, wantsColor(io.stdout, io)),
						);
						if (signal.aborted) return 130;
						return examination.couldConclude ? 0 : 3;
					}),
				),
		);
}

/** Materials that cannot be used are something to report, and no reason to look at nothing else. */
async function readSetUp(
	url: string | null,
	flags: RawOptions,
	{ env, cwd }: Io,
): Promise<{ readonly options: RunOptions; readonly unusable: UsageError | null }> {
	let unusable: UsageError | null = null;
	const insteadOfMaterials = (error: UsageError): typeof noMaterials => {
		unusable = error;
		return noMaterials;
	};
	try {
		const all = await readOptions(flags, { env, cwd });
		const listed = url === null && all.url === null ? theOne(all) : null;
		const options =
			listed === null
				? (await parseRunOptions(flags, { url, env, cwd, insteadOfMaterials })).run
				: await parseRunOf(listed.options, { url: listed.url, env, cwd, insteadOfMaterials });
		return { options, unusable };
	} catch (error) {
		// What is asked of materials that are not there says less than why they are not.
		throw unusable ?? error;
	}
}

/** The target of the config that is meant; `null` where the config lists none. */
function theOne({ targets, options }: SaidOptions): ConfigTarget | null {
	if (targets.length === 0) return null;
	const [first, ...others] = selectTargets(targets, options.target ?? []);
	if (first !== undefined && others.length === 0) return first;
	throw new UsageError(
		`the config lists ${targets.length} targets, and doctor looks at one`,
		'--target NAME says which',
	);
}

/** Of a run: whatever has a bearing on whether it concludes. */
const examinedOptions = optionNames.filter((name) => !aboutTheRest.includes(name));

const exitCodes = `
Exit codes:
  0    a run with the same options could conclude
  2    the command line or the config cannot be used, or nobody has said that it may be tested
  3    a run could not conclude: exit 3, or 2 where a file cannot be used or a name does not resolve
  130  interrupted`;
