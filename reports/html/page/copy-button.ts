import { announce, element } from './dom.ts';

/** A command with a button that copies it; where the clipboard is not to be had it is selected. */
export function copyable(text: string): HTMLElement {
	const code = element('code', { class: 'command', tabindex: 0 }, text);
	const button = element('button', { type: 'button', class: 'copy' }, 'Copy');
	button.addEventListener('click', () => {
		void copy(text, code).then((said) => {
			button.textContent = said;
			announce(said);
		});
	});
	return element('div', { class: 'copyable' }, code, button);
}

async function copy(text: string, code: HTMLElement): Promise<string> {
	try {
		await navigator.clipboard.writeText(text);
		return 'Copied';
	} catch {
		// Of a file, or where the user said no: there is no clipboard then.
		window.getSelection()?.selectAllChildren(code);
		return 'Selected: copy with the keyboard';
	}
}
