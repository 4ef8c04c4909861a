/** The public API: re-exports only. */
export type { Finding, Run } from './finding.ts';
export type { Observation } from './observation.ts';
export type { RunOptions } from './options.ts';
export type { PlannedFinding } from './findings.ts';
export { startRun, type StartedRun } from './run.ts';
export { catalogue as variants } from '../fixtures/catalogue.ts';
export { UsageError } from './usage-error.ts';
export { parseRunOptions } from './cli/parse-options.ts';
