/** Texts inside a SARIF file: on one line, bounded, and nothing in them is a link or a placeholder. */
import { printable } from './escape.ts';

/**
 * A plain text message (SARIF 2.1.0 §3.11.3) of these lines. Braces stand for placeholders and are
 * doubled (§3.11.5); `[text](uri)` would be a link (§3.11.6).
 */
export function messageText(lines: readonly string[]): string {
	return lines
		.map((line) => printable(line, longestLine))
		.join('\n')
		.replaceAll('](', '] (')
		.replaceAll(/[{}]/gu, (brace) => brace + brace);
}

/** A text that is no message: a name, a value. `limit` is in UTF-16 units. */
export function value(text: string, limit = 300): string {
	const shown = printable(text, limit);
	return shown.length <= limit ? shown : `${shown.slice(0, limit - 2).replace(/\p{Cs}$/u, '')} …`;
}

/** A description, which GitHub cuts at 1,024 characters. */
export function description(text: string): { readonly text: string } {
	return { text: messageText([value(text, 1000)]) || '-' };
}

/** A name as rules have it: `ValidityExpired`. GitHub takes 255 characters. */
export function pascalCase(id: string): string {
	const words = id.split(/[^A-Za-z0-9]+/u);
	return (
		words
			.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
			.join('')
			.slice(0, 255) || '-'
	);
}

/** A path or URL as a relative reference (RFC 3986 §4.2): GitHub takes no absolute one but `file:`. */
export function relativeUri(path: string): string {
	const parts = printable(path, 1000)
		.split('/')
		.filter((part, at) => at > 0 || part !== '');
	return parts.map((part) => encodeURIComponent(part)).join('/') || '-';
}

const longestLine = 1000;
