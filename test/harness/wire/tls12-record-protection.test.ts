import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
	findMessage,
	handshakeType,
	messagesOf,
	readClientHello,
	readServerHello,
} from '../../../harness/wire/handshake-message.ts';
import { contentType, splitRecords, type TlsRecord } from '../../../harness/wire/records.ts';
import {
	type Tls12Secrets,
	tls12Protections,
	type Tls12RecordProtection,
} from '../../../harness/wire/tls12-record-protection.ts';
import type { Recording } from '../../../harness/wire/transcript.ts';
import { startOwn, withServer } from '../own-server.ts';
import { recordTls12 } from './recorded.ts';

describe('protected records of TLS 1.2', () => {
	for (const ciphers of [
		'ECDHE-ECDSA-AES128-GCM-SHA256',
		'ECDHE-ECDSA-AES256-GCM-SHA384',
		'ECDHE-ECDSA-CHACHA20-POLY1305',
	]) {
		it(`of ${ciphers} open with the master secret, in order`, async () => {
			const recording = await recordingWith(ciphers);
			const { client, server } = protectionsOf(recording);
			const [ourFinished, request] = openAll(recording.client, client);
			const [theirFinished, response] = openAll(recording.server, server);
			// RFC 5246 §7.4.9: twelve octets of verify_data.
			for (const finished of [ourFinished, theirFinished]) {
				expect(finished?.subarray(0, 4).toString('hex')).to.equal('1400000c');
				expect(finished).to.have.lengthOf(16);
			}
			expect(request?.toString()).to.match(/^GET \/ HTTP\/1\.1\r\n/u);
			expect(response?.toString()).to.match(/^HTTP\/1\.1 200 /u);
		});

		it(`of ${ciphers} stay closed when they were altered, or come out of turn`, async () => {
			const recording = await recordingWith(ciphers);
			const [finished, request] = protectedPart(recording.client);
			if (finished === undefined || request === undefined) throw new Error('no records');
			const altered = Buffer.from(finished.fragment);
			altered.writeUInt8(altered.readUInt8(10) ^ 1, 10);
			const open = (it: TlsRecord): Buffer | null => protectionsOf(recording).client.open(it);
			expect(open({ ...finished, fragment: altered })).to.equal(null);
			expect(open({ ...finished, header: Buffer.from([23, 3, 3, 0, 40]) })).to.equal(null);
			expect(open({ ...finished, fragment: altered.subarray(0, 7) })).to.equal(null);
			expect(open(request)).to.equal(null);
			const { client } = protectionsOf(recording);
			client.skip();
			expect(client.open(request)?.toString()).to.contain('GET /');
		});
	}

	it('of a suite without AEAD are left alone', async () => {
		const recording = await recordingWith('ECDHE-ECDSA-AES128-SHA');
		expect(tls12Protections(secretsOf(recording))).to.equal(null);
	});
});

function recordingWith(ciphers: string): Promise<Recording> {
	return withServer(startOwn({ ciphers, requestCert: false }), ({ port }) => recordTls12(port));
}

function protectionsOf(recording: Recording): NonNullable<ReturnType<typeof tls12Protections>> {
	const protections = tls12Protections(secretsOf(recording));
	if (protections === null) throw new Error('a suite that is not known');
	return protections;
}

function secretsOf({ client, server, keylog }: Recording): Tls12Secrets {
	const body = (bytes: Buffer, type: number): Buffer => {
		const message = findMessage(messagesOf(splitRecords(bytes)), type);
		if (message === null) throw new Error(`no message of type ${type}`);
		return message.body;
	};
	const serverHello = readServerHello(body(server, handshakeType.serverHello));
	return {
		cipherSuite: serverHello.cipherSuite,
		masterSecret: Buffer.from(keylog[0]?.trim().split(' ')[2] ?? '', 'hex'),
		clientRandom: readClientHello(body(client, handshakeType.clientHello)).random,
		serverRandom: serverHello.random,
	};
}

function openAll(bytes: Buffer, protection: Tls12RecordProtection): readonly (Buffer | null)[] {
	return protectedPart(bytes).map((record) => protection.open(record));
}

function protectedPart(bytes: Buffer): readonly TlsRecord[] {
	const records = splitRecords(bytes);
	return records.slice(records.findIndex(({ type }) => type === contentType.changeCipherSpec) + 1);
}
