import { randomUUID } from 'node:crypto';
import type { Io } from './io.ts';

/**
 * Text for the log of a GitHub job in which no line is a command of the workflow. Whatever a target
 * says may stand at the beginning of a line, and `::stop-commands::` there would hide annotations.
 */
export function withoutCommands(text: string, { env }: Pick<Io, 'env'>): string {
	if (env['GITHUB_ACTIONS'] !== 'true') return text;
	const token = randomUUID();
	return `::stop-commands::${token}\n${text}${text.endsWith('\n') ? '' : '\n'}::${token}::\n`;
}
