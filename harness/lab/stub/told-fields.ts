/** What an upstream was told, told back in the head of its answer: HEAD and gRPC have no page. */

/**
 * Fields of an answer, one for each field of the request that may say who the client is: `x-verify`
 * comes back as `lab-told-x-verify`. Long values and such with other than printable ASCII are
 * `present`; empty ones say nothing. No more than proxies expect of a head.
 */
export function toldFields(
	fields: Iterable<readonly [name: string, value: string]>,
): readonly (readonly [name: string, value: string])[] {
	const told = new Map<string, string>();
	for (const [name, value] of fields) {
		if (value === '' || usual.test(name) || !/^[a-z\d_-]{1,48}$/u.test(name)) continue;
		// Of a name that comes twice the last one counts.
		told.set(`lab-told-${name}`, /^[!-~](?:[ -~]{0,62}[!-~])?$/u.test(value) ? value : 'present');
	}
	// nginx has 4 KiB for the whole head of an upstream.
	return [...told].slice(0, 20);
}

/** What every request has, and what is nobody's to see again. */
const usual =
	/^(?:host|connection|upgrade|te|trailer|via|forwarded|user-agent|referer|origin|date|pragma|expect|range|cookie|authorization|proxy-.*|accept.*|content-.*|cache-.*|if-.*|sec-.*|transfer-encoding|keep-alive|grpc-.*|server-.*|script-.*|document-.*|request-.*|query-.*|remote-.*|gateway-.*|redirect-.*|path-.*|https?|http-.*)$/u;
