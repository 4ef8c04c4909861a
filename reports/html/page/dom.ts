/** Elements of texts. Nothing here, and nothing on the page, is made of a string of HTML. */

type Child = Node | string | null;

/** Attributes that are neither links nor scripts; `null` and `false` leave one out. */
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element with its children; texts become text nodes. */
export function element<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	attributes: Attributes,
	...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null || value === false) continue;
		made.setAttribute(name, value === true ? '' : String(value));
	}
	made.append(...children.flat().filter((child) => child !== null));
	return made;
}

/** A link within the page: `hash` begins with `#/`, so that no text of a target is ever a scheme. */
export function link(
	hash: `#/${string}`,
	attributes: Attributes,
	...children: readonly Child[]
): HTMLAnchorElement {
	return element('a', { ...attributes, href: hash }, ...children);
}

/** The element with that id, which the page was rendered with. */
export function byId(id: string): HTMLElement {
	const found = document.querySelector<HTMLElement>(`#${id}`);
	if (found === null) throw new Error(`the page has no #${id}`);
	return found;
}

/** Says something to who cannot see the page. */
export function announce(text: string): void {
	byId('status').textContent = text;
}
