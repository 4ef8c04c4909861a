/** Runs and findings made by hand: a test says only what matters to it. */
import type { Finding, Run, Summary } from '../../harness/finding.ts';
import type { ConnectionObservation, Observation } from '../../harness/observation.ts';

/** A finding of `validity/expired`, rejected by nginx with HTTP 400 over TLS 1.3. */
export function sampleFinding(changes: Partial<Finding> = {}): Finding {
	const id = changes.id ?? 'validity/expired';
	return {
		id,
		title: 'end-entity certificate expired an hour ago',
		family: id.slice(0, id.indexOf('/')),
		why: 'Expiry is the only revocation that many systems have.',
		fix: 'verify client certificates: ssl_verify_client on',
		affected: null,
		cites: [
			{
				section: 'RFC 5280 §6.1.3',
				quote: 'The certificate validity period includes the current time.',
			},
		],
		level: 'MUST',
		severity: 'high',
		target: 'https://localhost:8443/',
		servername: 'localhost',
		tls: 'TLSv1.3',
		path: '/',
		instance: null,
		expected: 'reject',
		alerts: ['certificate_expired'],
		verdict: 'reject',
		outcome: 'conforms',
		fails: false,
		layer: 'http',
		alert: null,
		code: null,
		status: 400,
		reason: null,
		reference: 'CERT_HAS_EXPIRED',
		twin: 'control/valid',
		sent: { certificates: 1, sha256: ['ab'.repeat(32)] },
		observation: sampleObservation(),
		message: 'rejected with HTTP 400',
		reproduce: [
			`mtls-gauntlet pki DIR --only ${id}`,
			'openssl s_client -connect localhost:8443 -tls1_3 -cert DIR/cert.pem -key DIR/key.pem',
		],
		durationMs: 4.125,
		...changes,
	};
}

/** The same accepted with HTTP 200: a deviation that fails. */
export function sampleDeviation(changes: Partial<Finding> = {}): Finding {
	return sampleFinding({
		verdict: 'accept',
		outcome: 'deviates',
		fails: true,
		status: 200,
		message: 'accepted with HTTP 200, expected a rejection',
		...changes,
	});
}

/** Skipped for want of a CA. */
export function sampleSkip(changes: Partial<Finding> = {}): Finding {
	return sampleFinding({
		verdict: null,
		outcome: 'skipped',
		layer: null,
		status: null,
		observation: null,
		sent: { certificates: 0, sha256: [] },
		message: 'needs a CA that the target trusts (--client-ca)',
		reproduce: [],
		...changes,
	});
}

/** Inconclusive: the target was silent. */
export function sampleSilence(changes: Partial<Finding> = {}): Finding {
	return sampleFinding({
		verdict: 'inconclusive',
		outcome: 'inconclusive',
		layer: null,
		status: null,
		observation: sampleObservation({ ending: 'timeout', response: null }),
		message: 'no answer within 5 s',
		...changes,
	});
}

export function sampleConnection(
	changes: Partial<ConnectionObservation> = {},
): ConnectionObservation {
	return {
		address: '127.0.0.1:8443',
		ending: 'response',
		alert: null,
		code: null,
		peerSpeaks: null,
		handshake: {
			version: 'TLSv1.3',
			completed: true,
			resumed: false,
			certificateRequest: { caNames: ['MAA='], signatureSchemes: [0x0403, 0x0804] },
			serverSha256: 'cd'.repeat(32),
			alpn: null,
		},
		sent: {
			message: 'certificate',
			sha256: ['ab'.repeat(32)],
			intended: ['ab'.repeat(32)],
			usableSchemes: [0x0403],
			finished: true,
			servername: 'localhost',
		},
		response: {
			status: 400,
			headers: { server: 'nginx' },
			retryAfter: null,
			acceptIf: null,
			rejectIf: null,
			reason: null,
			excerpt: null,
		},
		eager: false,
		events: [
			{ at: 0.4, name: 'connect' },
			{ at: 2.1, name: 'keylog', detail: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET' },
		],
		durationMs: 4,
		...changes,
	};
}

export function sampleObservation(changes: Partial<ConnectionObservation> = {}): Observation {
	return { connections: [sampleConnection(changes)], again: null, retries: 0 };
}

/** A run of these findings; summary and conclusion follow from them. */
export function sampleRun(findings: readonly Finding[], changes: Partial<Run> = {}): Run {
	const summary = summarize(findings);
	return {
		schemaVersion: 1,
		tool: { name: 'mtls-gauntlet', version: '0.1.0' },
		runtime: { node: '20.20.2', openssl: '3.0.19' },
		targets: [
			{ url: 'https://localhost:8443/', kind: 'server', address: '127.0.0.1:8443', limits: [] },
		],
		startedAt: '2026-11-21T03:04:05.678Z',
		durationMs: 2134.5,
		interrupted: false,
		profile: 'default',
		conclusion:
			summary.fails > 0 ? 'deviates' : summary.inconclusive > 0 ? 'inconclusive' : 'conforms',
		summary,
		hints: [],
		findings,
		...changes,
	};
}

function summarize(findings: readonly Finding[]): Summary {
	const count = (outcome: Finding['outcome']): number =>
		findings.filter((finding) => finding.outcome === outcome).length;
	return {
		planned: findings.length - count('skipped'),
		conforms: count('conforms'),
		deviates: count('deviates'),
		waived: count('waived'),
		skipped: count('skipped'),
		inconclusive: count('inconclusive'),
		fails: findings.filter((finding) => finding.fails).length,
	};
}

/** What a hostile target may have put anywhere. */
export const hostile = {
	ansi: '\u001b[31mred\u001b[0m\u001b]0;title\u0007 \u009b2J',
	cdata: 'a ]]> b <![CDATA[ c & <failure/> "quoted" \'single\'',
	nul: 'a\u0000b\u0007c\u007fd\u0085e',
	surrogates: 'lone \ud800 and \udfff, pair \ud83d\ude00',
	emoji: '👩‍👩‍👧 ✓ 漢字',
	bidi: 'user\u202e\u2066gpj.exe\u2069 \u2028next\ufeff',
	noncharacters: '\ufffe\uffff',
	lines: 'first\r\nsecond\n\tthird',
	megabyte: '<\u001b[1m"é😀'.repeat(120_000),
} as const;
