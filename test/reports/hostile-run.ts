import type { Run } from '../../harness/finding.ts';
import {
	sampleConnection,
	sampleDeviation,
	sampleObservation,
	sampleRun,
	sampleSilence,
	sampleSkip,
} from './sample-run.ts';

/** A run that has the text wherever a target, a certificate or a user may put one. */
export function everywhere(text: string): Run {
	const alert = { number: 42, name: text };
	const response = {
		...{ status: 200, headers: { [`x-${text}`]: text, server: text }, retryAfter: null },
		...{ acceptIf: null, rejectIf: null, reason: text, excerpt: text },
	};
	const { sent, handshake } = sampleConnection();
	const observation = sampleObservation({
		...{ alert, response, code: text, said: text, address: text },
		handshake: { ...handshake, alpn: text, serverSha256: text },
		sent: { ...sent, servername: text, heads: [`GET / HTTP/1.1\r\nX: ${text}\r\n\r\n`] },
		events: [{ at: 1, name: text, detail: text }],
	});
	const changes = {
		...{ target: text, servername: text, path: text, reason: text, code: text, message: text },
		...{ observation, alert, title: text, instance: text, reproduce: [text] },
		...{ why: text, fix: text, affected: text },
	};
	return sampleRun(
		[sampleDeviation(changes), sampleSilence(changes), sampleSkip({ ...changes, path: '/' })],
		{
			targets: [
				{
					...{ url: text, kind: 'server', address: text, limits: [text] },
					locations: [
						{
							...{ path: text, written: text, where: text, because: text },
							...{ access: 'open', tested: true },
						},
					],
				},
			],
			hints: [text],
			lab: { source: text, notes: [text] },
			certificates: {
				['ab'.repeat(32)]: {
					...{ size: 1, version: 3, serial: text, subject: text, issuer: text },
					...{ notBefore: text, notAfter: text, keyAlgorithm: text, signatureAlgorithm: text },
					...{ extensions: { [text]: text }, unreadable: text },
				},
			},
		},
	);
}
