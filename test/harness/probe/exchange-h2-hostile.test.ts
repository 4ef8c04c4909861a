/** Whatever a target makes of HTTP/2, an exchange comes to an end and nothing is left behind. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createServerCredential } from '../../../fixtures/endpoints/server-credential.ts';
import { askH2, head, type Heard, openH2, type Opened } from './h2-client.ts';

/** RFC 9113 §6 and §7. */
const [data, headers, rstStream, settings, ping, goaway, continuation] = [0, 1, 3, 4, 6, 7, 9];
const [endStream, endHeaders, acknowledged] = [0x1, 0x4, 0x1];
const [noError, refusedStream, cancel, http11Required] = [0, 7, 8, 13];

/** RFC 7541 §6.1, entry 8 of the static table: `:status: 200`. */
const ok = Buffer.from([0x88]);

type Behave = (socket: TLSSocket, tcp: Socket) => void;

describe('a target that is hostile over HTTP/2', () => {
	let server: Server;
	let port: number;
	let behave: Behave;

	before(async () => {
		server = createServer({ ...createServerCredential(), ALPNProtocols: ['h2'] });
		const sockets: Socket[] = [];
		server.on('connection', (tcp: Socket) => void sockets.push(tcp));
		server.on('secureConnection', (socket) => {
			const tcp = sockets.pop();
			socket.on('error', () => {});
			if (tcp === undefined) return;
			socket.once('data', () => behave(socket, tcp));
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		port = (server.address() as AddressInfo).port;
	});
	after(() => server.close());

	/** Asks twice of a target that does this as soon as it hears anything. */
	async function meet(it: Behave, asTold: (opened: Opened) => void = () => {}): Promise<Heard> {
		behave = it;
		const opened = await openH2(port);
		asTold(opened);
		return askH2(opened, [head('a.test'), head('a.test')]);
	}

	const says =
		(...octets: readonly Buffer[]): Behave =>
		(socket) =>
			socket.write(Buffer.concat([frame(settings), ...octets]));
	const thenEnds =
		(what: Behave): Behave =>
		(socket, tcp) => {
			what(socket, tcp);
			socket.end();
		};
	const complete = frame(headers, endStream | endHeaders, 1, ok);

	const failures: readonly (readonly [string, Behave, RegExp])[] = [
		['refuses the stream', says(frame(rstStream, 0, 1, code(refusedStream))), /REFUSED_STREAM/u],
		['wants HTTP/1.1', says(frame(rstStream, 0, 1, code(http11Required))), /HTTP_1_1_REQUIRED/u],
		['cancels the stream', says(frame(rstStream, 0, 1, code(cancel))), /without an answer.*8/u],
		['ends the stream', says(frame(rstStream, 0, 1, code(noError))), /without an answer.*0/u],
		['goes away', says(frame(goaway, 0, 0, code(0), code(noError))), /REFUSED_STREAM/u],
		['goes away angrily', says(frame(goaway, 0, 0, code(0), code(11))), /code 11/u],
		[
			'speaks HTTP/1.1',
			(socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
			/ERR_HTTP2_ERROR/u,
		],
		['sends garbage', (socket) => socket.write(Buffer.alloc(4096, 0xff)), /./u],
		['says nothing and ends', (socket) => socket.end(), /./u],
		['breaks the rules and waits', says(frame(data, 0, 1)), /stream not opened/u],
		['resets', (_, tcp) => tcp.resetAndDestroy(), /./u],
		['has no status', says(frame(headers, endStream | endHeaders, 1)), /PROTOCOL_ERROR/u],
		[
			'answers on a stream that was not opened',
			says(frame(headers, endStream | endHeaders, 3, ok)),
			/ERR_HTTP2_ERROR/u,
		],
		[
			'continues a head for ever',
			says(frame(headers, 0, 1, ok), ...Array<Buffer>(5000).fill(frame(continuation, 0, 1, ok))),
			/./u,
		],
		['sends 100000 fields', says(...manyFields(100_000)), /./u],
		[
			'pushes',
			thenEnds(says(frame(5, endHeaders, 1, code(2), Buffer.from([0x82, 0x87, 0x84])))),
			/./u,
		],
	];
	for (const [name, it_, expected] of failures) {
		it(`who ${name} has not answered`, async () => {
			const { failure, answer, earlier, head: told } = await meet(it_);
			expect(`${failure?.code} ${failure?.message}`).to.match(expected);
			expect({ answer, earlier, told }).to.deep.equal({ answer: null, earlier: [], told: false });
		});
	}

	const floods: readonly (readonly [string, Buffer])[] = [
		['settings', frame(settings, 0, 0, Buffer.alloc(6 * 32))],
		['acknowledged settings', frame(settings, acknowledged)],
		['pings', frame(ping, 0, 0, Buffer.alloc(8))],
		['empty data', frame(data, 0, 1)],
		['unknown frames', frame(200, 0, 0, Buffer.alloc(64))],
	];
	for (const [name, flood] of floods) {
		it(`who floods with ${name} and ends has not answered`, async () => {
			const octets = Buffer.concat(Array<Buffer>(6000).fill(flood));
			const { failure, answer } = await meet(thenEnds(says(octets)));
			expect(failure).not.to.equal(null);
			expect(answer).to.equal(null);
		});
	}

	it('who answers once and ends has answered once', async () => {
		const { failure, earlier, answer } = await meet(thenEnds(says(complete)));
		expect(earlier.map(({ status }) => status)).to.deep.equal([200]);
		expect(failure).not.to.equal(null);
		expect(answer).to.equal(null);
	});

	it('who sends 500 fields has answered', async () => {
		behave = says(...manyFields(500), frame(data, endStream, 1));
		const { answer } = await askH2(await openH2(port), [head('a.test')]);
		expect(answer).to.include({ status: 200, bodyComplete: true });
	});

	it('who answers and ends at once has answered', async () => {
		const whole = [
			frame(headers, endHeaders, 1, ok),
			frame(data, endStream, 1, Buffer.from('all')),
		];
		for (const frames of [whole, [...whole, frame(goaway, 0, 0, code(1), code(noError))]]) {
			behave = thenEnds(says(...frames));
			const { answer, failure } = await askH2(await openH2(port), [head('a.test')]);
			expect(failure).to.equal(null);
			expect(answer).to.deep.equal({ status: 200, headers: {}, body: 'all', bodyComplete: true });
		}
	});

	it('who breaks a body off has answered without its end', async () => {
		const begun = [frame(headers, endHeaders, 1, ok), frame(data, 0, 1, Buffer.from('begun'))];
		for (const broken of [
			thenEnds(says(...begun, frame(rstStream, 0, 1, code(2)))),
			thenEnds(says(...begun, frame(rstStream, 0, 1, code(cancel)))),
			thenEnds(says(...begun)),
		] as const) {
			const { earlier } = await meet(broken);
			expect(earlier.map(({ status, bodyComplete }) => [status, bodyComplete])).to.deep.equal([
				[200, false],
			]);
		}
	});

	it('whose connection is reset in the middle is survived', async () => {
		const answersAndResets: Behave = (socket, tcp) => {
			says(frame(headers, endHeaders, 1, ok), frame(data, 0, 1, Buffer.alloc(16_000)))(socket, tcp);
			setImmediate(() => tcp.resetAndDestroy());
		};
		for (let round = 0; round < 8; round += 1) {
			const { failure, answer } = await meet(answersAndResets);
			expect(answer).to.equal(null);
			expect(failure).not.to.equal(null);
		}
	});

	it('is survived where our own socket goes at any turn', async () => {
		for (let turns = 0; turns < 12; turns += 1) {
			for (const end of ['destroy', 'resetAndDestroy'] as const) {
				const { failure } = await meet(says(), ({ tcp }) => inTurns(turns, () => tcp[end]()));
				expect(failure).not.to.equal(null);
			}
			const { failure } = await meet(says(), ({ socket }) => {
				inTurns(turns, () => socket.destroy());
			});
			expect(failure).not.to.equal(null);
		}
	});
});

function frame(type: number, flags = 0, stream = 0, ...payload: readonly Buffer[]): Buffer {
	const body = Buffer.concat(payload);
	const start = Buffer.alloc(9);
	start.writeUIntBE(body.length, 0, 3);
	start.writeUInt8(type, 3);
	start.writeUInt8(flags, 4);
	start.writeUInt32BE(stream, 5);
	return Buffer.concat([start, body]);
}

function code(value: number): Buffer {
	const octets = Buffer.alloc(4);
	octets.writeUInt32BE(value);
	return octets;
}

/** `a: b` that often, without the table (RFC 7541 §6.2.2), in frames of the usual length. */
function manyFields(count: number): Buffer[] {
	const block = Buffer.concat([ok, ...Array<Buffer>(count).fill(Buffer.from('\0\u0001a\u0001b'))]);
	const frames: Buffer[] = [];
	for (let at = 0; at < block.length; at += 16_384) {
		const piece = block.subarray(at, at + 16_384);
		const isLast = at + 16_384 >= block.length;
		frames.push(frame(at === 0 ? headers : continuation, isLast ? endHeaders : 0, 1, piece));
	}
	return frames;
}

function inTurns(turns: number, then: () => void): void {
	if (turns === 0) then();
	else setImmediate(() => inTurns(turns - 1, then));
}
