/** The public API: re-exports only. */
export type {
	Attempt,
	AskedRequest,
	Connection,
	Credential,
	Listener,
} from '../fixtures/attempt.ts';
export type { Identity } from '../fixtures/pki/identity.ts';
export type { Issuer } from '../fixtures/pki/issuer.ts';
export type { CertificateTemplate } from '../fixtures/pki/template.ts';
export type {
	BaseMaterials,
	Citation,
	Expectation,
	Level,
	Materials,
	Need,
	ProbeVariant,
	Severity,
	Variant,
} from '../fixtures/variant.ts';
export type { Config, SuiteConfig, TargetConfig } from './cli/config.ts';
export type { VariantDefinition } from './define-variant.ts';
export type { Evaluation } from './evaluate.ts';
export type { Finding, Layer, Outcome, Run, Summary, VerdictKind } from './finding.ts';
export type { PlannedFinding } from './findings.ts';
export type { LabKind, LabRequest } from './library/lab.ts';
export type { ReportName } from './library/render.ts';
export type { RunControls, RunRequest } from './library/request.ts';
export type { Started } from './library/run.ts';
export type { Observation } from './observation.ts';
export type { RunOptions } from './options.ts';
export type { StartedRun } from './run.ts';

export { present, connect } from '../fixtures/attempt.ts';
export { CannotBuild } from '../fixtures/cannot-build.ts';
export { catalogue as variants } from '../fixtures/catalogue.ts';
export { distinguishedName } from '../fixtures/pki/distinguished-name.ts';
export { hoursFrom } from '../fixtures/pki/template.ts';
export { parseReport } from '../reports/parse-report.ts';
export { parseRunOptions } from './cli/parse-options.ts';
export { exitCode } from './conclude.ts';
export { defineVariant } from './define-variant.ts';
export { evaluate } from './evaluate.ts';
export { defineConfig, defineSuite } from './library/define-config.ts';
export { lab } from './library/lab.ts';
export { render } from './library/render.ts';
export { probe, run, start } from './library/run.ts';
export { rejudge } from './rejudge.ts';
export { startRun } from './run.ts';
export { UsageError } from './usage-error.ts';
