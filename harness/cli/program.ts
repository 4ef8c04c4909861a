import { Command, CommanderError } from 'commander';
import { tool } from '../tool.ts';
import { UsageError } from '../usage-error.ts';
import { commanderUsageError } from './commander-error.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addInitCommand } from './commands/init.ts';
import { addLabCommand } from './commands/lab.ts';
import { addListCommand } from './commands/list.ts';
import { addPkiCommand } from './commands/pki.ts';
import { addPreCommitCommand } from './commands/pre-commit.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { ReportFault } from './report-fault.ts';

/** Carries out a command and keeps its exit code. */
export type Act = (command: (io: Io) => Promise<ExitCode>) => Promise<void>;

/** Runs the command line. Never throws: what goes wrong is printed, and becomes the exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<ExitCode> {
	let code: ExitCode = 0;
	const act: Act = async (command) => {
		code = await command(io);
	};
	const program = new Command(tool.name)
		.description(
			'Presents adversarial client certificates to an mTLS endpoint and says who rejected what.',
		)
		.version(tool.version)
		.showSuggestionAfterError()
		.addHelpText('afterAll', ({ command }) => (hasOwn(command) ? '' : exitCodes));
	// Commands inherit these when they are added.
	program.exitOverride().configureOutput({
		writeOut: (text) => void io.stdout.write(text),
		writeErr: () => {},
	});
	for (const add of commands) add(program, act);
	try {
		await program.parseAsync(args, { from: 'user' });
		return code;
	} catch (error) {
		return failed(error, io);
	}
}

function failed(error: unknown, io: Io): ExitCode {
	if (error instanceof CommanderError && error.exitCode === 0) return 0;
	const usage = error instanceof CommanderError ? commanderUsageError(error) : error;
	if (usage instanceof UsageError) {
		io.stderr.write(`mtls-gauntlet: ${usage.message}\n`);
		io.stderr.write(`hint: ${usage.hint ?? 'mtls-gauntlet --help lists all options'}\n`);
		debug(usage, io);
		return 2;
	}
	const message = error instanceof Error ? error.message : String(error);
	io.stderr.write(`mtls-gauntlet: a fault of the harness itself: ${message}\n`);
	const hint =
		error instanceof ReportFault ? error.hint : 'DEBUG=1 shows where; nothing was concluded';
	io.stderr.write(`hint: ${hint}\n`);
	debug(error, io);
	return 3;
}

function debug(error: unknown, { env, stderr }: Io): void {
	if ((env['DEBUG'] ?? '') === '' || !(error instanceof Error)) return;
	stderr.write(`${error.stack ?? ''}\n`);
}

const commands = [
	addRunCommand,
	addDoctorCommand,
	addDemoCommand,
	addLabCommand,
	addListCommand,
	addExplainCommand,
	addPkiCommand,
	addInitCommand,
	addPreCommitCommand,
	addReportCommand,
];

/** Whether a command says itself how it ends, or ends with 0 and 2 alone. */
function hasOwn(command: Command): boolean {
	return ['doctor', 'list', 'explain', 'pki', 'init'].includes(command.name());
}

const exitCodes = `
Exit codes:
  0    everything planned was tested, and nothing fails
  1    deviations that fail (--fail-on); with --compare, what got weaker
  2    the command line, the config or a file cannot be used
  3    something planned could not be concluded: target unreachable, control/valid refused …
  130  interrupted; partial reports are written`;
