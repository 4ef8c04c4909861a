/** The user's input cannot be used: exit 2, one line and at most one hint. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
	readonly hint: string | null;

	constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
		super(message, options);
		this.hint = hint;
	}
}
