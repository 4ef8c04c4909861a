import { printable } from '../../../fixtures/printable.ts';
import { quote } from '../../reproduce/shell-words.ts';

/** A command as it is typed in a shell, but for the values of what sounds like a secret. */
export function shownCommand(command: readonly string[]): string {
	const shown = command.map((word, index) => {
		const before = command[index - 1] ?? '';
		return /^-[^=]*$/u.test(before) && secret.test(before) && !isPlaceholder.test(word)
			? '…'
			: quotedWhereNeeded(word.replace(assignment, '$1…'));
	});
	return printable(shown.join(' '), 500);
}

function quotedWhereNeeded(word: string): string {
	return /^[\w./:@=,+{}…-]+$/u.test(word) ? word : quote(word);
}

const secret = /pass|secret|token|credential|api[-_]?key/iu;
const isPlaceholder = /^\{[a-z-]+\}$/u;
const assignment =
	/^([^=]*(?:pass|secret|token|credential|api[-_]?key)[^=]*=)(?!\{[a-z-]+\}$).+$/isu;
