import { expect } from 'chai';
import { describe, it } from 'mocha';
import { openTls12 } from '../../../harness/wire/open-tls12.ts';
import type { Opened } from '../../../harness/wire/opened.ts';
import { contentType, splitRecords } from '../../../harness/wire/records.ts';
import { readTranscript, type Recording } from '../../../harness/wire/transcript.ts';
import { startOwn, withServer } from '../own-server.ts';
import { recordTls12 } from './recorded.ts';

describe('an opened TLS 1.2 connection', () => {
	it('has the alerts that came under protection, where they are of interest', async () => {
		const recording = await recordingWith('ECDHE-ECDSA-AES128-GCM-SHA256');
		const closeNotify = Buffer.from([1, 0]);
		expect(opened(recording).alerts).to.deep.equal([closeNotify]);
		expect(opened({ ...recording, readsApplication: false }).alerts).to.deep.equal([]);
		expect(readTranscript(recording)).to.include({ alert: null, renegotiation: 'none' });
	});

	it('says nothing of alerts that it has no key for', async () => {
		const recording = await recordingWith('ECDHE-ECDSA-AES128-SHA');
		const gcm = await recordingWith('ECDHE-ECDSA-AES128-GCM-SHA256');
		for (const it of [recording, { ...gcm, keylog: [] }, { ...gcm, keylog: recording.keylog }]) {
			expect(opened(it).alerts).to.deep.equal([]);
			expect(opened(it)).to.include({ clientFinished: true, renegotiation: 'none' });
		}
	});

	it('tells a renegotiation that it cannot open from none', async () => {
		const recording = await recordingWith('ECDHE-ECDSA-AES128-GCM-SHA256');
		// A HelloRequest of nobody: a record whose type is all that it shows.
		const junk = Buffer.concat([Buffer.from([22, 3, 3, 0, 40]), Buffer.alloc(40)]);
		const server = Buffer.concat([recording.server, junk]);
		expect(readTranscript({ ...recording, server })).to.include({
			renegotiation: 'unreadable',
			certificateRequest: null,
		});
	});

	it('is not thrown off by ChangeCipherSpecs that nobody agreed on', async () => {
		const recording = await recordingWith('ECDHE-ECDSA-AES128-GCM-SHA256');
		const one = Buffer.from([20, 3, 3, 0, 1, 1]);
		const flood = Buffer.concat(Array.from({ length: 1000 }, () => one));
		for (const server of [flood, Buffer.concat([recording.server, flood])]) {
			expect(readTranscript({ ...recording, server })).to.include({ renegotiation: 'none' });
		}
	});
});

function recordingWith(ciphers: string): Promise<Recording> {
	return withServer(startOwn({ ciphers, requestCert: false }), ({ port }) => recordTls12(port));
}

function opened(recording: Recording): Opened {
	const [client, server] = [splitRecords(recording.client), splitRecords(recording.server)];
	expect(server.some(({ type }) => type === contentType.alert)).to.equal(true);
	return openTls12({ ...recording, client, server });
}
