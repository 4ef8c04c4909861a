import { expect } from 'chai';
import { UsageError } from '../../../harness/usage-error.ts';

/** The usage error that a call must end in. */
export async function refusal(act: () => unknown): Promise<UsageError> {
	const error = await Promise.resolve()
		.then(act)
		.then(
			() => null,
			(it: unknown) => it,
		);
	expect(error, String(error)).to.be.instanceOf(UsageError);
	const usage = error as UsageError;
	expect(usage.message, 'one line').to.not.include('\n');
	expect(usage.hint ?? '', 'one line').to.not.include('\n');
	expect(usage.message, 'no full stop').to.not.match(/\.$/u);
	return usage;
}
