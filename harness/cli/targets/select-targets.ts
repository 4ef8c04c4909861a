import picomatch from 'picomatch';
import { UsageError } from '../../usage-error.ts';
import { type ConfigTarget, shownName } from './config-targets.ts';

/** The targets that `--target` names; all without it. @throws UsageError for a glob that matches none. */
export function selectTargets(
	targets: readonly ConfigTarget[],
	globs: readonly string[],
): readonly ConfigTarget[] {
	if (globs.length === 0) return targets;
	// A URL has slashes, and a star is to pass them.
	const matchers = globs.map((glob) => ({ glob, matches: picomatch(glob, { bash: true }) }));
	const isMeant = ({ name, url }: ConfigTarget, { glob, matches }: (typeof matchers)[number]) =>
		[name, url].some((it) => it === glob || matches(it));
	const useless = matchers.find((it) => !targets.some((target) => isMeant(target, it)));
	if (useless !== undefined) {
		const names = targets.map(shownName);
		throw new UsageError(
			`--target ${JSON.stringify(useless.glob)}: no target of the config is called so`,
			`there are ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}`,
		);
	}
	return targets.filter((target) => matchers.some((it) => isMeant(target, it)));
}
