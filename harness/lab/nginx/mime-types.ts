/** In place of a `mime.types` that is not there. */
export const mimeTypes = `types {
	text/html html htm shtml;
	text/css css;
	text/xml xml;
	text/plain txt;
	application/javascript js mjs;
	application/json json;
	application/pdf pdf;
	application/wasm wasm;
	application/zip zip;
	font/woff woff;
	font/woff2 woff2;
	image/gif gif;
	image/jpeg jpeg jpg;
	image/png png;
	image/svg+xml svg svgz;
	image/webp webp;
	image/x-icon ico;
	video/mp4 mp4;
}
`;
