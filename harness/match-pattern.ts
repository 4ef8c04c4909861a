import { createContext, Script } from 'node:vm';

/** What stands for a match that was given up. */
export const outOfTime = Symbol('out of time');

/**
 * Matches a pattern of the user against text of the target. The two together can take for ever
 * (`/(a+)+$/` on a run of `a`), and nothing else would end that: `outOfTime` after a quarter second.
 */
export function matchPattern(
	pattern: RegExp,
	text: string,
): RegExpExecArray | typeof outOfTime | null {
	const context = createContext({ pattern, text });
	try {
		return match.runInContext(context, { timeout: timeoutMs }) as RegExpExecArray | null;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return outOfTime;
		throw error;
	}
}

const timeoutMs = 250;
const match = new Script('pattern.exec(text)');
