import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readSaid } from '../../../../harness/lab/apache/said.ts';

describe('what httpd says of connections', () => {
	const at = (second: number): string => `2026-11-21 13:00:0${second}.500000`;
	const usec = (second: number): number =>
		new Date(`2026-11-21T13:00:0${second}.600`).getTime() * 1000;
	const error = (second: number, port: number, words: string): string =>
		`lab\tinfo\t${at(second)}\t127.0.0.1:${port}\t${words}\n`;
	const opened = (second: number, port: number): string =>
		error(second, port, 'AH01964: Connection to child 1 established (server a:443)');

	it('gives one reason a connection: why the certificate was refused before anything else', () => {
		const log = [
			'AH00489: Apache/2.4.71 configured -- resuming normal operations\n',
			opened(1, 4001),
			error(
				1,
				4001,
				'AH02276: Certificate Verification: Error (10): certificate has expired [subject: CN=x]',
			),
			error(
				1,
				4001,
				'AH02008: SSL library error 1 in handshake (server a:443)\nSSL Library Error: error:0A000086:SSL routines::certificate verify failed',
			),
			opened(1, 4002),
			error(
				1,
				4002,
				'AH02008: SSL library error 1 in handshake (server a:443)\nSSL Library Error: error:0A0000C7:SSL routines::peer did not return a certificate -- No CAs known?',
			),
			opened(1, 4003),
			error(1, 4003, 'AH01630: client denied by server configuration: /srv/x'),
		].join('');
		const requests = `${usec(1)}\t4003\tSUCCESS\n${usec(1)}\t4004\t-\n`;
		expect(readSaid(log, requests).map(({ port, reason }) => [port, reason])).to.deep.equal([
			[4001, 'certificate has expired'],
			[4002, 'peer did not return a certificate'],
			[4003, 'AH01630: client denied by server configuration: /srv/x'],
		]);
	});

	it('tells a port from itself where it is used again', () => {
		const log = [
			opened(1, 4001),
			opened(5, 4001),
			error(
				5,
				4001,
				'AH02276: Certificate Verification: Error (18): self-signed certificate [subject: CN=x]',
			),
		].join('');
		const said = readSaid(log, `${usec(1)}\t4001\tSUCCESS\n`);
		expect(said.map(({ reason }) => reason)).to.deep.equal(['SUCCESS', 'self-signed certificate']);
		expect((said[1]?.at ?? 0) - (said[0]?.at ?? 0)).to.be.closeTo(4000, 200);
	});
});
