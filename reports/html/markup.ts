/** HTML of texts that nobody vouches for: whatever is put into a template is escaped. */
import { printable } from '../escape.ts';

/** Text that is HTML already. Only `markup` makes it. */
export class Markup {
	readonly html: string;

	private constructor(html: string) {
		this.html = html;
	}

	/** For what holds no text of others, and for what a hash in the policy vouches for. */
	static trusted(html: string): Markup {
		return new Markup(html);
	}
}

type Part = string | number | Markup | readonly Part[] | null;

/**
 * A template whose values are escaped, for elements as for quoted attributes. Control and
 * bidirectional characters come out visible. An attribute that is followed as a link or run as a
 * script must not hold a value.
 */
export function markup(literals: TemplateStringsArray, ...values: readonly Part[]): Markup {
	const rest = literals.slice(1).map((literal, index) => html(values[index] ?? null) + literal);
	return Markup.trusted((literals[0] ?? '') + rest.join(''));
}

/** JSON that no end tag, comment or line terminator of JavaScript can break out of. */
export function scriptJson(value: unknown): Markup {
	const json = JSON.stringify(value).replaceAll(
		/[<>&\u2028\u2029]/gu,
		(character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
	);
	return Markup.trusted(json);
}

function html(part: Part): string {
	if (part === null) return '';
	if (part instanceof Markup) return part.html;
	if (typeof part === 'object') return part.map(html).join('');
	return printable(String(part), longest).replaceAll(
		/[&<>"'`]/gu,
		(character) => `&#${character.codePointAt(0) ?? 0};`,
	);
}

/** UTF-16 units. */
const longest = 4000;
