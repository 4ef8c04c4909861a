/** A responder of FastCGI 1.0, as much of it as gateways use. */
import { createServer, type Server, type Socket } from 'node:net';
import { cgiAnswer, mostParameterOctets, type Parameters } from './cgi.ts';

/** The types of records (FastCGI 1.0, section 8). */
const [beginRequest, abortRequest, endRequest, params, stdin, stdout, getValues, valuesResult] = [
	1, 2, 3, 4, 5, 6, 9, 10,
];
const version = 1;
/** The gateway wants the connection for its next request. */
const keepConnection = 1;
const headerLength = 8;
const mostContent = 0xffff;
/** No gateway of today has two requests at once on a connection. */
const mostRequests = 16;

interface Request {
	readonly keeps: boolean;
	readonly parameters: Buffer[];
	length: number;
}

/** Answers as a FastCGI application does. */
export function fastcgiServer(upstream: string): Server {
	return createServer((socket) => {
		const requests = new Map<number, Request>();
		let rest: Buffer = Buffer.alloc(0);
		socket.on('data', (data: Buffer) => {
			rest = Buffer.concat([rest, data]);
			for (let record = firstRecord(rest); record !== null; record = firstRecord(rest)) {
				rest = rest.subarray(record.length);
				if (!take(socket, requests, record, upstream)) {
					socket.destroy();
					return;
				}
			}
			if (rest.length > 0 && rest[0] !== version) socket.destroy();
		});
	});
}

interface FastcgiRecord {
	readonly type: number;
	readonly id: number;
	readonly content: Buffer;
	/** Of all of it, padding and all. */
	readonly length: number;
}

function firstRecord(data: Buffer): FastcgiRecord | null {
	if (data.length < headerLength || data[0] !== version) return null;
	const end = headerLength + data.readUInt16BE(4);
	const length = end + data.readUInt8(6);
	if (data.length < length) return null;
	const content = data.subarray(headerLength, end);
	return {
		type: data.readUInt8(1),
		id: data.readUInt16BE(2),
		content,
		length,
	};
}

/** Whether the connection may go on. */
function take(
	socket: Socket,
	requests: Map<number, Request>,
	{ type, id, content }: FastcgiRecord,
	upstream: string,
): boolean {
	if (type === getValues) {
		socket.write(recordOf(valuesResult, 0, Buffer.alloc(0)));
		return true;
	}
	if (type === beginRequest) {
		const keeps = ((content[2] ?? 0) & keepConnection) !== 0;
		requests.set(id, { keeps, parameters: [], length: 0 });
		return requests.size <= mostRequests;
	}
	const request = requests.get(id);
	if (request === undefined) return true;
	if (type === params) {
		request.parameters.push(content);
		request.length += content.length;
		return request.length <= mostParameterOctets;
	}
	const isComplete = type === stdin && content.length === 0;
	if (!isComplete && type !== abortRequest) return true;
	requests.delete(id);
	const parameters = readPairs(Buffer.concat(request.parameters));
	const answer = isComplete ? cgiAnswer(upstream, parameters, 'Status: 200 OK') : Buffer.alloc(0);
	socket.write(answerRecords(id, answer));
	if (!request.keeps) socket.end();
	return true;
}

function answerRecords(id: number, answer: Buffer): Buffer {
	const records: Buffer[] = [];
	for (let at = 0; at < answer.length; at += mostContent) {
		records.push(recordOf(stdout, id, answer.subarray(at, at + mostContent)));
	}
	records.push(recordOf(stdout, id, Buffer.alloc(0)), recordOf(endRequest, id, Buffer.alloc(8)));
	return Buffer.concat(records);
}

function recordOf(type: number, id: number, content: Buffer): Buffer {
	const header = Buffer.alloc(headerLength);
	header.writeUInt8(version, 0);
	header.writeUInt8(type, 1);
	header.writeUInt16BE(id, 2);
	header.writeUInt16BE(content.length, 4);
	return Buffer.concat([header, content]);
}

/** Name-value pairs (section 3.4); what is cut off at the end is left out. */
function readPairs(data: Buffer): Parameters {
	const pairs: [string, string][] = [];
	let at = 0;
	const readLength = (): number => {
		const first = data[at] ?? 0;
		if (first < 0x80) {
			at += 1;
			return first;
		}
		const length = at + 4 <= data.length ? data.readUInt32BE(at) & 0x7fffffff : Infinity;
		at += 4;
		return length;
	};
	while (at < data.length) {
		const [nameLength, valueLength] = [readLength(), readLength()];
		const end = at + nameLength + valueLength;
		if (end > data.length) break;
		pairs.push([
			data.toString('latin1', at, at + nameLength),
			data.toString('latin1', at + nameLength, end),
		]);
		at = end;
	}
	return pairs;
}
