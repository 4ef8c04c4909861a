import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import { after, describe, it } from 'mocha';
import { loadedFiles } from '../../../../harness/lab/node/loaded-files.ts';
import { temporaryFolder } from '../../../run-cli.ts';

describe('the files of a script', () => {
	const folder = temporaryFolder();
	after(() => folder.remove());

	it('are its own modules, whichever way they are named, and no packages', () => {
		for (const name of ['routes', 'node_modules', 'node_modules/inner'])
			mkdirSync(folder.path(name));
		const files = {
			'server.mjs': `import https from 'node:https'; import express from 'express';
				import { options } from './options.js';
				export * from './routes/index.js'; import './side.cjs'; await import("./late.mjs");
				import gone from './gone.js'; import inner from './node_modules/inner/index.js';`,
			'options.ts': "import settings from '../settings-of-nobody.json'; import './server.mjs';",
			'routes/index.js': "const data = require('./data'); require('../side');",
			'routes/data.json': '{}',
			'side.cjs': '',
			'late.mjs': '',
			'other.mjs': '',
			'node_modules/inner/index.js': '',
		};
		for (const [name, text] of Object.entries(files)) folder.write(name, text);
		const found = loadedFiles(folder.path('server.mjs'));
		expect(found[0]).to.equal(folder.path('server.mjs'));
		const own = ['server.mjs', 'options.ts', 'routes/index.js', 'side.cjs', 'late.mjs'];
		expect(found).to.have.members([...own, 'routes/data.json'].map((it) => folder.path(it)));
	});
});
