/** Light, dark or as the system has it; kept where the browser lets a file keep something. */
import { element } from './dom.ts';

export function makeThemeSwitch(host: HTMLElement): void {
	const select = element(
		'select',
		{ id: 'theme' },
		...themes.map((name) => element('option', { value: name }, name)),
	);
	const apply = (name: string): void => {
		if (name === 'system') delete document.documentElement.dataset['theme'];
		else document.documentElement.dataset['theme'] = name;
	};
	const kept = read();
	if (themes.includes(kept)) {
		select.value = kept;
		apply(kept);
	}
	select.addEventListener('change', () => {
		apply(select.value);
		keep(select.value);
	});
	host.append(element('label', { for: 'theme' }, 'Theme'), select);
}

function read(): string {
	try {
		return window.localStorage.getItem(key) ?? 'system';
	} catch {
		return 'system';
	}
}

function keep(name: string): void {
	try {
		window.localStorage.setItem(key, name);
	} catch {
		// It holds for this visit then.
	}
}

const themes = ['system', 'light', 'dark'];
const key = 'mtls-gauntlet-theme';
