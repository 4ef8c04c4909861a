/** Servers that speak HTTP/2 only, as people write them: they are asked in HTTP/1.1 all the same. */
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { nodeLab, type NodeLab, soundClient, strangeClient } from './node-lab.ts';

const script = `const fs = require('node:fs'), http2 = require('node:http2');
const options = {
	key: fs.readFileSync('server.key'),
	cert: fs.readFileSync('server.pem'),
	ca: fs.readFileSync('ca.pem'),
	requestCert: true,
	rejectUnauthorized: false,
};
http2.createSecureServer(options).on('request', (request, response) => {
	response.writeHead(request.socket.authorized ? 200 : 403).end(request.headers.host);
}).listen(3001);
const sessions = new Set();
http2.createSecureServer(options).on('session', (it) => sessions.add(it)).on('stream', (stream, headers) => {
	const { socket } = stream.session;
	const { CN } = socket.getPeerCertificate().subject ?? {};
	if (headers[':path'] === '/crash') throw new Error('no such path');
	stream.respond({ ':status': socket.authorized ? 200 : 403, connection: undefined });
	stream.end([CN, headers[':path'], headers[':authority'], sessions.has(stream.session)].join(' '));
}).listen(3002);
`;

describe('servers of HTTP/2 only in lab node', () => {
	let started: NodeLab | null = null;
	afterEach(async () => {
		await started?.close();
		started = null;
	});

	it('answer what they would in HTTP/2, and what they end with is told', async () => {
		const { lab, ask } = (started = await nodeLab({ files: { 'server.js': script } }));
		const [compat, streams] = lab.servers;
		if (compat === undefined || streams === undefined) throw new Error('not two servers');
		expect([compat, streams].map(({ port }) => port)).to.deep.equal([3001, 3002]);
		for (const [server, body] of [
			[compat, /^127\.0\.0\.1:\d+$/u],
			[streams, /^client \/a\?b 127\.0\.0\.1:\d+ true$/u],
		] as const) {
			const sound = await ask({ server, credential: soundClient(server), path: '/a?b' });
			expect(sound).to.have.property('status', 200);
			expect('body' in sound && sound.body).to.match(body);
			const strange = await ask({ server, credential: strangeClient() });
			expect(strange).to.have.property('status', 403);
		}
		expect(lab.notes.filter((it) => it.includes('speaks HTTP/2 only'))).to.have.length(2);
		await ask({ server: streams, credential: soundClient(streams), path: '/crash' });
		while (lab.ended() === null) await ask({ server: streams, credential: null });
		expect(lab.ended()).to.equal('exit code 1: server.js:16: Error: no such path');
	});
});
