/** The usual ways to write a server: the sound one lets its clients in and says why others stay out. */
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { nodeLab, type NodeLab, type ScriptOrder, soundClient, strangeClient } from './node-lab.ts';

/** The options as documents have them; the files are not there. */
const options = `{
	key: readFileSync('certs/server.key'),
	cert: readFileSync('certs/server.crt'),
	ca: readFileSync('certs/ca.crt'),
	requestCert: true,
	rejectUnauthorized: true,
}`;
const esm = "import { readFileSync } from 'node:fs';";
const commonjs = "const { readFileSync } = require('fs');";

const scripts: Readonly<Record<string, ScriptOrder & { readonly at: string }>> = {
	'https, CommonJS': {
		files: {
			'server.js': `const fs = require('fs');
				${commonjs}
				require('https').createServer(${options}, (_, response) => response.end('hello')).listen(3000);`,
		},
		at: 'server.js:3',
	},
	'https, named imports of an ES module': {
		files: {
			'server.mjs': `import { createServer } from 'https';
				${esm}
				createServer(${options}, (_, response) => response.end('hello')).listen(3000, '0.0.0.0');`,
		},
		at: 'server.mjs:3',
	},
	Express: {
		files: {
			'server.mjs': `import express from 'express';
				import https from 'node:https';
				${esm}
				const app = express().get('/', (_, response) => response.send('hello'));
				https.createServer(${options}, app).listen({ port: 3000, host: '::' });`,
		},
		at: 'server.mjs:5',
	},
	Koa: {
		files: {
			'server.js': `const Koa = require('koa'), https = require('https');
				${commonjs}
				const app = new Koa().use((ctx) => { ctx.body = 'hello'; });
				https.createServer(${options}, app.callback()).listen('3000');`,
		},
		at: 'server.js:4',
	},
	Fastify: {
		files: {
			'server.mjs': `import Fastify from 'fastify';
				${esm}
				const app = Fastify({ https: ${options} });
				app.get('/', async () => 'hello');
				await app.listen({ port: 3000 });`,
		},
		at: 'server.mjs:3',
	},
	'http2 of Node': {
		files: {
			'server.mjs': `import { createSecureServer } from 'node:http2';
				import fs from 'node:fs';
				const readFileSync = fs.readFileSync;
				createSecureServer(${options}, (_, response) => response.end('hello'))
					.listen(3000);`,
		},
		at: 'server.mjs:4',
	},
	NestJS: {
		files: {
			'main.js': `require('reflect-metadata');
				${commonjs}
				const { Controller, Get, Module } = require('@nestjs/common');
				const { NestFactory } = require('@nestjs/core');
				class Hello { hello() { return 'hello'; } }
				Controller()(Hello);
				Get()(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello'));
				class App {}
				Module({ controllers: [Hello] })(App);
				async function main() {
					const app = await NestFactory.create(App, { logger: false, httpsOptions: ${options} });
					await app.listen(3000);
				}
				void main();`,
		},
		at: 'main.js:11',
	},
	'TypeScript, through the tsx of the project': {
		files: {
			'server.ts': `import { createServer, type ServerOptions } from 'node:https';
				import { readFileSync } from 'node:fs';
				const options: ServerOptions = ${options};
				enum Port { Own = 3000 }
				createServer(options, (_, response) => response.end('hello')).listen(Port.Own);`,
		},
		at: 'server.ts:11',
	},
	'TypeScript, through a loader that is named': {
		files: {
			'server.ts': `import { createServer } from 'node:https';
				import { readFile } from 'node:fs/promises';
				enum Port { Own = 3000 }
				const [key, cert, ca] = await Promise.all(['server.key', 'server.pem', 'ca.pem'].map((it) => readFile(it)));
				createServer({ key, cert, ca, requestCert: true }, (_, response) => response.end('hello')).listen(Port.Own);`,
			'package.json': '{ "type": "module" }',
		},
		nodeArgs: ['--import=tsx'],
		at: 'server.ts:5',
	},
};

describe('lab node', () => {
	let started: NodeLab | null = null;
	afterEach(async () => {
		await started?.close();
		started = null;
	});

	for (const [title, { at, ...order }] of Object.entries(scripts)) {
		it(title, async () => {
			const it = (started = await nodeLab(order));
			expect(it.server).to.deep.include({
				url: 'https://localhost:3000/',
				where: at,
				refused: [],
				vhosts: [],
				listeners: [],
			});
			const credential = soundClient(it.server);
			expect(await it.ask({ credential })).to.deep.equal({ status: 200, body: 'hello' });
			expect(await it.ask({ credential: strangeClient() })).to.have.property('refused');
			expect(await it.ask({ credential: null })).to.have.property('refused');
			const notes = it.lab.notes.join('\n');
			expect(notes.includes('speaks HTTP/2 only')).to.equal(title === 'http2 of Node');
			expect(await it.reasons()).to.deep.equal([
				'authorized: O=mtls-gauntlet, CN=client',
				'SELF_SIGNED_CERT_IN_CHAIN',
				'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE',
			]);
		});
	}
});
