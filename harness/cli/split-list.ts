/** How one value of a repeatable option is read as several. What cannot hold a list stays whole. */
export type ListForm = 'whole' | 'commas' | 'globs' | 'paths' | 'identities';

export function splitList(form: ListForm, value: string): readonly string[] {
	switch (form) {
		case 'whole':
			return [value];
		case 'commas':
			return trimmed(value.split(','));
		case 'globs':
			return trimmed(splitOutsideBraces(value));
		case 'paths':
			// A comma is an ordinary character of a path (RFC 3986 §3.3).
			return trimmed(value.split(/,(?=\/)/u));
		case 'identities':
			// So are the commas of a distinguished name.
			return trimmed(value.split(/,(?=\s*(?:dns|uri|email|cn|dn):)/u));
	}
}

/** A comma within `{a,b}`, `(a,b)` or `[a,b]` belongs to the glob. */
function splitOutsideBraces(value: string): readonly string[] {
	const parts = [''];
	let depth = 0;
	for (const character of value) {
		if ('{(['.includes(character)) depth += 1;
		if ('})]'.includes(character)) depth = Math.max(0, depth - 1);
		if (character === ',' && depth === 0) parts.push('');
		else parts.push(`${parts.pop() ?? ''}${character}`);
	}
	return parts;
}

function trimmed(parts: readonly string[]): readonly string[] {
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
