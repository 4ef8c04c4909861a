/** A small strict XML reader for tests: what a report must at least survive. */

export interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly Element[];
	readonly text: string;
}

/** @throws Error on anything that is not well-formed. No DTD, comments or namespaces. */
export function parseXml(xml: string): Element {
	const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(xml);
	if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
	const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
	const open: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
	let at = 0;
	while (at < body.length) {
		token.lastIndex = at;
		const match = token.exec(body);
		if (match === null) throw new Error(`not well-formed: ${body.slice(at, at + 60)}`);
		at = token.lastIndex;
		const { cdata, close, start, attributes = '', empty, text = '' } = match.groups ?? {};
		const parent = open.at(-1) as Open;
		if (cdata !== undefined) parent.text += cdata;
		else if (close !== undefined) {
			if (open.pop()?.name !== close) throw new Error(`</${close}> closes nothing`);
		} else if (start !== undefined) {
			const element = {
				name: start,
				attributes: parseAttributes(attributes),
				children: [],
				text: '',
			};
			parent.children.push(element);
			if (empty === undefined) open.push(element);
		} else parent.text += unescape(text);
	}
	const [root, second] = open[0]?.children ?? [];
	if (open.length !== 1 || root === undefined || second !== undefined) {
		throw new Error('not exactly one root element');
	}
	return root;
}

/** All elements of that name below, in document order. */
export function all(element: Element, name: string): readonly Element[] {
	return element.children.flatMap((child) => [
		...(child.name === name ? [child] : []),
		...all(child, name),
	]);
}

interface Open {
	name: string;
	attributes: Record<string, string>;
	children: Element[];
	text: string;
}

function parseAttributes(source: string): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const [, name = '', value = ''] of source.matchAll(/\s+([\w:-]+)="([^"]*)"/g)) {
		if (name in attributes) throw new Error(`attribute ${name} twice`);
		attributes[name] = unescape(value);
	}
	return attributes;
}

function unescape(text: string): string {
	return text.replaceAll(
		/&(?:#x([0-9A-F]+)|(\w+));/gi,
		(_, hex: string | undefined, name: string) => {
			if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
			const character = entities.get(name);
			if (character === undefined) throw new Error(`unknown entity ${name}`);
			return character;
		},
	);
}

const token = new RegExp(
	[
		'<!\\[CDATA\\[(?<cdata>[^]*?)\\]\\]>',
		'</(?<close>[\\w-]+)>',
		'<(?<start>[\\w-]+)(?<attributes>(?:\\s+[\\w:-]+="[^"<]*")*)\\s*(?<empty>/)?>',
		'(?<text>(?:(?!\\]\\]>)[^<&]|&(?:#x[0-9a-fA-F]+|\\w+);)+)',
	].join('|'),
	'y',
);

const entities: ReadonlyMap<string, string> = new Map([
	['lt', '<'],
	['gt', '>'],
	['amp', '&'],
	['quot', '"'],
	['apos', "'"],
]);
