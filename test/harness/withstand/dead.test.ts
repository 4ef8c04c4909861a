/** Targets of which nothing can be said, whatever is presented to them. */
import * as afterHandshake from '../../hostile/after-handshake.ts';
import { startH2Only } from '../../hostile/answer.ts';
import * as beforeTls from '../../hostile/before-tls.ts';
import type { HostileServer, HostileTls } from '../../hostile/hostile-server.ts';
import { serverTls } from '../lab.ts';
import { describeDead } from './describe-dead.ts';

describeDead('a target that never gets as far as TLS', [
	{
		title: 'closed port',
		start: beforeTls.startClosedPort,
		cause: /no connection to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/u,
	},
	{ title: 'black hole', start: beforeTls.startBlackHole, cause: /no answer within --timeout/u },
	{
		title: 'accepts and says nothing',
		start: beforeTls.startMute,
		cause: /no answer within --timeout/u,
	},
	{ title: 'garbage', start: beforeTls.startGarbage, cause: /something that is no TLS/u },
	{
		title: 'plain HTTP',
		start: beforeTls.startPlainHttp,
		cause: /speaks plain HTTP on this port/u,
	},
	{
		title: 'alert 40 at once',
		start: () => beforeTls.startAlertAtOnce(40),
		cause: /neither TLS 1\.2 nor TLS 1\.3/u,
	},
	{
		title: 'alert 80 at once',
		start: () => beforeTls.startAlertAtOnce(80),
		cause: /alert 80 internal_error before any certificate was sent/u,
	},
	{
		title: 'EOF at once',
		start: beforeTls.startEofAtOnce,
		cause: /a close without an alert before any certificate was sent/u,
	},
	{
		title: 'reset at once',
		start: beforeTls.startResetAtOnce,
		cause: /a connection reset before any certificate was sent/u,
	},
	{ title: 'HTTP/2 only', start: () => startH2Only(serverTls), cause: /speaks HTTP\/2 only/u },
]);

describeDead('a target that shakes hands and then gives no answer', [
	handshaking('silence', afterHandshake.startSilentAfterHandshake, /handshake, then silence/u),
	handshaking(
		'EOF',
		afterHandshake.startEofAfterHandshake,
		/control\/valid was refused with a close without an alert/u,
	),
	handshaking(
		'half a header',
		afterHandshake.startHalfHeader,
		/broke off before its head was complete/u,
	),
	handshaking(
		'a header that never ends',
		afterHandshake.startEndlessHeader,
		/broke off before its head was complete/u,
	),
	handshaking(
		'a reset in the header',
		afterHandshake.startResetInHeader,
		/broke off before its head was complete/u,
	),
	handshaking('something that is no HTTP', afterHandshake.startNotHttp, /no HTTP\/1\.1 response/u),
	handshaking('HTTP/2 without ALPN', afterHandshake.startH2WithoutAlpn, /speaks HTTP\/2 only/u),
	{
		...handshaking(
			'silence, longer than the whole run may take',
			afterHandshake.startSilentAfterHandshake,
			/the run ended before this probe was concluded/u,
		),
		options: { timeoutMs: 50_000, deadlineMs: 1000 },
	},
	{
		title: 'a black hole, longer than the whole run may take',
		start: beforeTls.startBlackHole,
		cause: /the run ended before this probe was concluded/u,
		options: { timeoutMs: 50_000, deadlineMs: 300 },
	},
]);

function handshaking(
	title: string,
	start: (tls: HostileTls) => Promise<HostileServer>,
	cause: RegExp,
): { title: string; start: () => Promise<HostileServer>; cause: RegExp } {
	return { title, start: () => start(serverTls), cause };
}
