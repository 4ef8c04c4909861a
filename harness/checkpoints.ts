/** Probes between two controls at the most (rule 3). */
const every = 50;
/** Probes in a row that met no living target, before a control is asked out of turn. */
const silentLimit = 3;

/** Asks the valid control between and after the probes of a lane, and says whether they count. */
export class Checkpoints {
	readonly #control: () => Promise<boolean>;
	#left: number;
	#sinceControl = 0;
	#silent = 0;
	#waiting: ((isGood: boolean) => void)[] = [];
	#running: Promise<void> = Promise.resolve();
	/** Set when a later control failed: what has not been probed by then need not be. */
	hasFailed = false;

	/** `probes`: how many times `ended` will be called. */
	constructor(probes: number, control: () => Promise<boolean>) {
		this.#left = probes;
		this.#control = control;
	}

	/** To be called as a probe ends; resolves with the next control that was started after it. */
	ended(isSilent: boolean): Promise<boolean> {
		this.#left -= 1;
		this.#sinceControl += 1;
		this.#silent = isSilent ? this.#silent + 1 : 0;
		const confirmed = new Promise<boolean>((resolve) => this.#waiting.push(resolve));
		if (this.#left === 0 || this.#sinceControl >= every || this.#silent >= silentLimit) {
			this.#sinceControl = 0;
			this.#silent = 0;
			this.#running = this.#running.then(() => this.#ask());
		}
		return confirmed;
	}

	async #ask(): Promise<void> {
		const waiting = this.#waiting;
		this.#waiting = [];
		if (waiting.length === 0) return;
		const isGood = !this.hasFailed && (await this.#control());
		if (!isGood) this.hasFailed = true;
		for (const resolve of waiting) resolve(isGood);
	}
}
