/** What an upstream was asked, in whatever protocol. */
export interface Asked {
	readonly method: string;
	/** The request-target as it came in. */
	readonly uri: string;
	/** The name that was asked for; empty where there is none. */
	readonly host: string;
}

/**
 * The path that a server by the book takes a request-target for: without query and fragment, letters
 * that need no percent-encoding decoded, dot segments removed (RFC 3986 §6.2.2), absolute-form as
 * origin-form (RFC 9112 §3.2.2). Case, doubled slashes and the slash at the end stay: paths that
 * differ in them are two.
 */
export function pathOf(uri: string): string {
	const [path = ''] = uri.replace(/^https?:\/\/[^/?#]*/iu, '').split(/[?#]/u);
	const decoded = path.replaceAll(/%[0-9a-f]{2}/giu, (octet) => {
		const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
		return /[\w.~-]/u.test(character) ? character : octet.toUpperCase();
	});
	return withoutDotSegments(decoded);
}

/** RFC 3986 §5.2.4; what has no slash at its beginning gets one. */
function withoutDotSegments(path: string): string {
	const kept: string[] = [];
	const segments = path.replace(/^\//u, '').split('/');
	for (const [index, segment] of segments.entries()) {
		if (segment === '..') kept.pop();
		if (segment !== '..' && segment !== '.') kept.push(segment);
		else if (index === segments.length - 1) kept.push('');
	}
	return `/${kept.join('/')}`;
}

/** A Host field without port, in lower case and without the dot at its end. */
export function hostOf(field: string): string {
	return field
		.trim()
		.toLowerCase()
		.replace(/:\d*$/u, '')
		.replace(/(?<=.)\.$/u, '');
}
