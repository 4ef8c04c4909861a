/** A run as the page's script is given it. Pure. */
import type { Finding, Run } from '../../harness/finding.ts';
import { tlsNumber } from '../case-name.ts';
import { evidence, ruleTexts } from '../finding-text.ts';
import { groupBy } from '../group-by.ts';
import { mark } from '../terminal-row.ts';
import { Details } from './details.ts';
import type { PageData, PageDetails, PageFinding, PagePlace, PageVariant } from './page-data.ts';
import { Texts, visible } from './texts.ts';
import { marks, verdictWord } from './words.ts';

/**
 * What of each finding is shown on the matrix, and of as many as fit into `budget` (UTF-16 units) all
 * that is known: what went wrong first.
 */
export function collectData(run: Run, budget: number): PageData {
	const texts = new Texts();
	const details = new Details(run, texts);
	const variants = new Variants();
	const places = new Listed<PagePlace>();
	const names = new Map(run.targets.map(({ url, name }) => [url, name]));
	const kept = keepDetails(run.findings, details, budget);
	const findings = run.findings.map((finding): PageFinding => {
		const { target, servername, path, instance, standing, waiver } = finding;
		const name = names.get(target);
		const found = kept.get(finding);
		return {
			variant: variants.add(finding),
			place: places.add({ target, ...(name === undefined ? {} : { name }), servername, path }),
			tls: tlsNumber(finding) as PageFinding['tls'],
			instance: instance === null ? null : visible(instance),
			mark: mark(finding),
			word: verdictWord(finding),
			textEvidence: texts.add(evidence(finding)),
			textMessage: texts.add(finding.message),
			...(standing === undefined ? {} : { standing: standingText(standing.kind) }),
			...(waiver === undefined
				? {}
				: { waiver: visible(`${waiver.reason} (until ${waiver.expires}, as ${waiver.id})`) }),
			...(found === undefined ? {} : { details: found }),
		};
	});
	const shown = details.lists();
	return {
		texts: texts.all,
		variants: visible(variants.all),
		places: visible(places.all),
		findings,
		...shown,
		leftOut: run.findings.filter((it) => hasDetails(it) && !kept.has(it)).length,
	};
}

function keepDetails(
	findings: readonly Finding[],
	details: Details,
	budget: number,
): ReadonlyMap<Finding, PageDetails> {
	const byMark = groupBy(findings.filter(hasDetails), mark);
	const kept = new Map<Finding, PageDetails>();
	let left = budget;
	for (const finding of marks.flatMap((it) => byMark.get(it) ?? [])) {
		if (left <= 0) break;
		const found = details.of(finding);
		left -= JSON.stringify(found).length + found.textReproduce.length * commandLength;
		kept.set(finding, found);
	}
	return kept;
}

function hasDetails({ observation, outcome }: Finding): boolean {
	return observation !== null || outcome !== 'skipped';
}

/** Variants once, although every finding brings its own copy. */
class Variants {
	readonly #known = new Map<string, { readonly finding: Finding; readonly at: number }[]>();
	readonly all: PageVariant[] = [];

	add(finding: Finding): number {
		const same = this.#known.get(finding.id) ?? [];
		this.#known.set(finding.id, same);
		const known = same.find((it) => isSameVariant(it.finding, finding));
		if (known !== undefined) return known.at;
		const at = this.all.push(variantOf(finding)) - 1;
		same.push({ finding, at });
		return at;
	}
}

function isSameVariant(one: Finding, other: Finding): boolean {
	return (
		sameTexts.every((name) => one[name] === other[name]) &&
		one.alerts.join() === other.alerts.join() &&
		one.cites.length === other.cites.length &&
		one.cites.every((cite, index) => {
			const its = other.cites[index];
			return cite.section === its?.section && cite.quote === its.quote;
		})
	);
}

const sameTexts = [
	...(['family', 'title', 'why', 'fix', 'affected'] as const),
	...(['level', 'severity', 'reference', 'twin'] as const),
];

function variantOf(finding: Finding): PageVariant {
	const { id, family, title, why, fix, affected, level, severity, reference, twin } = finding;
	return {
		...{ id, family, title, why, fix, affected, level, severity, reference, twin },
		rules: ruleTexts(finding),
		alerts: finding.alerts,
	};
}

function standingText(kind: NonNullable<Finding['standing']>['kind']): string {
	switch (kind) {
		case 'weaker':
			return 'weaker than in the run that it was compared with';
		case 'as-before':
			return 'as in the run that it was compared with';
		case 'not-comparable':
			return 'not comparable: the other run does not have it, or judged it by another rule';
	}
}

/** Equal values once. */
class Listed<T> {
	readonly #positions = new Map<string, number>();
	readonly all: T[] = [];

	add(value: T): number {
		const key = JSON.stringify(value);
		const known = this.#positions.get(key);
		if (known !== undefined) return known;
		this.#positions.set(key, this.all.length);
		return this.all.push(value) - 1;
	}
}

/** UTF-16 units that a command comes to, more or less. */
const commandLength = 300;
