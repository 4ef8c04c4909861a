import { reporters } from '../../reports/index.ts';
import type { ReportOptions } from '../../reports/reporter.ts';
import type { Run } from '../finding.ts';

/** A report by the name that `--reporter` knows it by; `list` is that of the terminal. */
export type ReportName = keyof typeof reporters;

/** The text of a report. Colour is for terminals, and off unless asked for. */
export async function render(
	run: Run,
	report: ReportName,
	options: Partial<ReportOptions> = {},
): Promise<string> {
	const made = await reporters[report]();
	return made(run, { color: false, ...options });
}
