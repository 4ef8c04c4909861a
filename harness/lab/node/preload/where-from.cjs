// @ts-check
'use strict';

const { fileURLToPath } = require('node:url');

/**
 * The line of the user's own code that led here, as path and line; `null` where there is none.
 * @returns {string | null}
 */
exports.whereFrom = () => {
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = 50;
	const { stack } = new Error('where');
	Error.stackTraceLimit = stackTraceLimit;
	return exports.ownLine(stack);
};

/**
 * The first line of a stack that is in a file of the user's.
 * @param {unknown} stack
 * @returns {string | null}
 */
exports.ownLine = (stack) => {
	// A script may have its own idea of what a stack is (`Error.prepareStackTrace`).
	if (typeof stack !== 'string') return null;
	for (const line of stack.split('\n')) {
		const [, place, number] =
			/(?:^|[\s(])(file:\/\/\/[^():]+|\/[^():]+):(\d+)(?::\d+)?\)?$/u.exec(line) ?? [];
		if (place === undefined) continue;
		const path = place.startsWith('file:') ? fileURLToPath(place) : place;
		if (path.includes('/node_modules/') || path.startsWith(__dirname)) continue;
		return `${path}:${number}`;
	}
	return null;
};
