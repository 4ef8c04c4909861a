import type { Run } from '../harness/finding.ts';
import { findingShape, runShape, safeJson } from './json-shape.ts';

/**
 * The JSON report. Fields stand in the order of the schema, and what the schema of a run or a
 * finding does not know stays out.
 */
export function renderJson(run: Run): string {
	const report = { ...runShape(run), findings: run.findings.map(findingShape) };
	return `${safeJson(report, '\t')}\n`;
}
