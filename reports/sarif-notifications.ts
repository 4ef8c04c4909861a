/** What kept a run from being concluded: GitHub takes every result for a problem, so these are none. */
import type { Notification, ReportingDescriptor } from 'sarif';
import type { Run } from '../harness/finding.ts';
import { headline } from './finding-text.ts';
import type { ReportOptions } from './reporter.ts';
import { locationOf } from './sarif-location.ts';
import { messageText, pascalCase, value } from './sarif-text.ts';
import { untestedText } from './untested-text.ts';

/** Whether everything planned was tested. GitHub refuses a file that says no, and keeps its alerts. */
export function isConcluded({ interrupted, summary, conclusion }: Run): boolean {
	return !interrupted && summary.inconclusive === 0 && conclusion !== 'inconclusive';
}

/** One for each inconclusive finding, as far as there is room. */
export class InconclusiveNotices {
	readonly #notices: (Notification & { readonly rule: string })[] = [];
	#count = 0;

	add(run: Run, options: ReportOptions): void {
		const inconclusive = run.findings.filter(({ outcome }) => outcome === 'inconclusive');
		this.#count += inconclusive.length;
		const room = mostInconclusive - this.#notices.length;
		for (const finding of inconclusive.slice(0, room)) {
			this.#notices.push({
				...said('not-concluded', `${finding.id}: ${headline(finding)}`),
				rule: value(finding.id, 200),
				locations: [locationOf(run, finding, options)],
			});
		}
	}

	made(ruleIndex: (id: string) => number): readonly Notification[] {
		const more = this.#count - this.#notices.length;
		return [
			...this.#notices.map(({ rule, ...notice }): Notification => ({
				...notice,
				associatedRule: { id: rule, index: ruleIndex(rule) },
			})),
			...(more > 0 ? [said('not-concluded', `${more} more could not be concluded`)] : []),
		];
	}
}

/** What else the file lacks. `leftOut`: results that there was no room for. */
export function shortages(run: Run, leftOut: number): readonly Notification[] {
	const { interrupted, conclusion, summary } = run;
	const isEmpty = conclusion === 'inconclusive' && summary.inconclusive === 0;
	return [
		...(interrupted
			? [said('run-interrupted', 'the run was interrupted: this file is partial')]
			: []),
		...(isEmpty ? [said('nothing-tested', untestedText(run))] : []),
		...(leftOut > 0 ? [left(leftOut)] : []),
	];
}

function said(id: keyof typeof conditions, text: string): Notification {
	return {
		descriptor: { id, index: Object.keys(conditions).indexOf(id) },
		level: 'error',
		message: { text: messageText([text]) },
	};
}

/** The worst are there: the file is short, and the run did not fail. */
function left(count: number): Notification {
	const text = `${count} results of less weight are left out: they stand in the JSON report`;
	return { ...said('results-left-out', text), level: 'warning' };
}

const conditions = {
	'not-concluded': [
		'what was planned could not be concluded',
		'Make the target answer, and run again.',
	],
	'run-interrupted': ['the run was interrupted', 'Run again, and let it end.'],
	'nothing-tested': [
		'nothing that was selected could be tested',
		'Give what it needs: --cert or --client-ca.',
	],
	'results-left-out': ['there are more results than GitHub takes', 'Look at the JSON report.'],
} as const;

/** What the notifications refer to. GitHub asks for all of it. */
export const notificationDescriptors: readonly ReportingDescriptor[] = Object.entries(
	conditions,
).map(([id, [text, help]]) => ({
	id,
	name: pascalCase(id),
	shortDescription: { text },
	fullDescription: { text },
	help: { text: help },
}));

const mostInconclusive = 1000;
