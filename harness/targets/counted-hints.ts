/** Hints of many targets, each once. */

/** What a hint of one of several targets is about. */
interface Counted {
	count: number;
	/** The first target that it was said of. */
	readonly target: string;
}

/** Keeps each hint once, and of how many targets it was said; a few thousand at the most. */
export class CountedHints {
	readonly #counted = new Map<string, Counted>();

	/** `target`: its name, for what is said of it alone. */
	add(target: string, hints: readonly string[]): void {
		for (const hint of hints) {
			const known = this.#counted.get(hint);
			if (known !== undefined) known.count += 1;
			else if (this.#counted.size < most) this.#counted.set(hint, { count: 1, target });
		}
	}

	/** What most targets have in common first; no more than people read. */
	lines(targets: number): readonly string[] {
		const byCount = [...this.#counted].toSorted(([, one], [, other]) => other.count - one.count);
		const shown = byCount.slice(0, mostShown).map(([hint, { count, target }]) => {
			if (count === targets) return hint;
			return count === 1 ? `${target}: ${hint}` : `${hint} (${count} targets)`;
		});
		const more = byCount.length - shown.length;
		return more === 0 ? shown : [...shown, `${more} more hints on single targets`];
	}
}

const most = 4000;
const mostShown = 12;
