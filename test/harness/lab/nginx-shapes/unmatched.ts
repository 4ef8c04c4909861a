import type { WrittenDirective } from './written-directives.ts';

/** What is left of both when the longest sequence that they have in common is taken out. */
export function unmatched(
	one: readonly WrittenDirective[],
	other: readonly WrittenDirective[],
): readonly [readonly WrittenDirective[], readonly WrittenDirective[]] {
	const [left, right] = [one.map(placed), other.map(placed)];
	/** How long the common sequence is from these two on. */
	const lengths = left.map(() => right.map(() => 0));
	const lengthAt = (i: number, k: number): number => lengths[i]?.[k] ?? 0;
	for (let i = left.length - 1; i >= 0; i -= 1) {
		for (let k = right.length - 1; k >= 0; k -= 1) {
			const isSame = left[i] === right[k];
			const length = isSame
				? lengthAt(i + 1, k + 1) + 1
				: Math.max(lengthAt(i + 1, k), lengthAt(i, k + 1));
			lengths[i]?.splice(k, 1, length);
		}
	}
	const onlyOne: WrittenDirective[] = [];
	const onlyOther: WrittenDirective[] = [];
	let k = 0;
	for (const [i, it] of one.entries()) {
		while (k < right.length && left[i] !== right[k] && lengthAt(i, k + 1) > lengthAt(i + 1, k)) {
			onlyOther.push(...other.slice(k, k + 1));
			k += 1;
		}
		if (left[i] === right[k]) k += 1;
		else onlyOne.push(it);
	}
	return [onlyOne, [...onlyOther, ...other.slice(k)]];
}

function placed({ inside, text }: WrittenDirective): string {
	return `${inside} / ${text}`;
}
