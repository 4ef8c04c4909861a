// @ts-check
'use strict';

/**
 * How the preload talks to the harness: by files in a folder of the sandbox, since that leaves the
 * process as it is (no channel that it could see) and works in its workers as well.
 */
const {
	appendFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { threadId } = require('node:worker_threads');

/** @typedef {import('../message.ts').Question} Question */
/** @typedef {import('../message.ts').Report} Report */

/** @param {string} folder */
exports.openCorrespondence = (folder) => {
	const me = `${process.pid}-${threadId}`;
	let asked = 0;
	return {
		/**
		 * Once the lab is gone nobody listens, and that is no fault of the script.
		 * @param {Report} report
		 */
		tell(report) {
			try {
				const line = `${JSON.stringify(report)}\n`;
				appendFileSync(join(folder, 'reports', me), line, { mode: 0o600 });
			} catch {}
		},
		/**
		 * @param {Question} question
		 * @returns {unknown}
		 */
		ask(question) {
			asked += 1;
			const name = join(folder, 'questions', `${me}-${asked}`);
			writeFileSync(`${name}.part`, JSON.stringify(question), { mode: 0o600 });
			renameSync(`${name}.part`, `${name}.question`);
			const deadline = Date.now() + patienceMs;
			while (!existsSync(`${name}.answer`)) {
				if (Date.now() > deadline) throw new Error('mtls-gauntlet: the lab is gone');
				Atomics.wait(nothing, 0, 0, 1);
			}
			return JSON.parse(readFileSync(`${name}.answer`, 'utf8'));
		},
		/** For Unix sockets: their paths may have some hundred bytes and no more. */
		socketPath() {
			asked += 1;
			mkdirSync(join(folder, 'sockets'), { recursive: true, mode: 0o700 });
			return join(folder, 'sockets', `${me}-${asked}`);
		},
	};
};

/** @typedef {ReturnType<typeof exports.openCorrespondence>} Correspondence */

const patienceMs = 20_000;
const nothing = new Int32Array(new SharedArrayBuffer(4));
