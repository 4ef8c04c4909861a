/** The rules of a SARIF file: one for each variant that was tested. */
import type { ReportingConfiguration, ReportingDescriptor } from 'sarif';
import type { Severity } from '../fixtures/variant.ts';
import type { Finding } from '../harness/finding.ts';
import { ruleTexts } from './finding-text.ts';
import { inline } from './markdown-text.ts';
import { description, messageText, pascalCase, value } from './sarif-text.ts';

/** What a rule says is the same in all findings of a variant. */
export function sarifRule(finding: Finding): ReportingDescriptor {
	const { id, title, why, fix, affected, severity, level, family, cites } = finding;
	const helpUri = cites.map(({ section }) => rfcUri(section)).find((uri) => uri !== null);
	const rules = ruleTexts(finding);
	return {
		id: value(id, 200),
		name: pascalCase(id),
		shortDescription: description(title),
		fullDescription: description(why),
		help: {
			text: messageText([
				`why: ${why}`,
				...rules.map((rule) => `rule: ${rule}`),
				...(affected === null ? [] : [`affected: ${affected}`]),
				`fix: ${fix}`,
			]),
			markdown: helpMarkdown(finding, rules),
		},
		...(helpUri === undefined ? {} : { helpUri }),
		defaultConfiguration: { level: defaultLevels[severity] },
		properties: {
			tags: ['security', 'mtls', value(family, 60), level],
			precision: 'very-high',
			'problem.severity': problemSeverities[severity],
			...securitySeverity(severity),
		},
	};
}

/** The score that GitHub reads as that severity; what is for information only has none. */
export function securitySeverity(severity: Severity): { readonly 'security-severity'?: string } {
	const score = scores[severity];
	return score === null ? {} : { 'security-severity': score };
}

// No HTML: SARIF 2.1.0 §3.11.4.2 forbids it.
function helpMarkdown({ why, fix, affected }: Finding, rules: readonly string[]): string {
	return [
		inline(why, 2000),
		...rules.map((rule) => `> ${inline(rule, 2000)}`),
		...(affected === null ? [] : [`**Affected:** ${inline(affected, 2000)}`]),
		`**Fix:** ${inline(fix, 2000)}`,
	].join('\n\n');
}

/** A citation as the address of its section, where the standard has stable ones. */
function rfcUri(section: string): string | null {
	const [, rfc, part] = /^RFC (\d+) §(\d+(?:\.\d+)*)/u.exec(section) ?? [];
	if (rfc === undefined || part === undefined) return null;
	return `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${part}`;
}

const defaultLevels: Readonly<Record<Severity, ReportingConfiguration.level>> = {
	critical: 'error',
	high: 'error',
	medium: 'error',
	low: 'warning',
	info: 'note',
};

const problemSeverities: Readonly<Record<Severity, string>> = {
	critical: 'error',
	high: 'error',
	medium: 'warning',
	low: 'recommendation',
	info: 'recommendation',
};

// GitHub: over 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low.
const scores: Readonly<Record<Severity, string | null>> = {
	critical: '9.5',
	high: '8.0',
	medium: '5.5',
	low: '2.0',
	info: null,
};
