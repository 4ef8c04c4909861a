/** One exchange over HTTP/2 on a socket like a probe's. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '../../../harness/apply-rule.ts';
import type { RuntimeError } from '../../../harness/error-code.ts';
import { exchangeH2, type H2Head } from '../../../harness/probe/exchange-h2.ts';
import { Tap } from '../../../harness/probe/tap.ts';

export interface Opened {
	readonly socket: TLSSocket;
	readonly tcp: Socket;
}

export interface Heard {
	readonly written: string[];
	readonly earlier: Answer[];
	/** Whether the head was told of, and before the end. */
	head: boolean;
	answer: Answer | null;
	failure: RuntimeError | null;
	/** Whether the socket outlived the exchange. */
	leftOpen: boolean;
}

/** A socket over a Duplex, on which HTTP/2 was agreed. */
export async function openH2(port: number): Promise<Opened> {
	const tcp = connectTcp({ host: '127.0.0.1', port, noDelay: true });
	await once(tcp, 'connect');
	const tap = new Tap(tcp, false);
	tap.on('error', ignored);
	const socket = connectTls({ socket: tap, ALPNProtocols: ['h2'], rejectUnauthorized: false });
	socket.on('error', ignored);
	await once(socket, 'secureConnect');
	return { socket, tcp };
}

export function head(authority: string, given: Partial<H2Head> = {}): H2Head {
	return { method: 'GET', scheme: 'https', authority, path: '/', fields: [], ...given };
}

interface How {
	readonly readsBody?: boolean;
	readonly signal?: AbortSignal;
	readonly onHead?: () => void;
}

/** Asks, and closes the socket after it as a probe does. */
export async function askH2(
	{ socket, tcp }: Opened,
	heads: readonly [H2Head, ...H2Head[]],
	{ readsBody = true, signal = new AbortController().signal, onHead = ignored }: How = {},
): Promise<Heard> {
	const heard: Heard = {
		written: [],
		earlier: [],
		head: false,
		answer: null,
		failure: null,
		leftOpen: false,
	};
	const events = {
		onWritten: (shown: string) => void heard.written.push(shown),
		onEarlier: (answer: Answer) => void heard.earlier.push(answer),
		onHead: () => {
			heard.head = true;
			onHead();
		},
		onAnswer: (answer: Answer) => {
			heard.answer = answer;
		},
		onFailure: (failure: RuntimeError) => {
			heard.failure = failure;
		},
		onUnsendable: (failure: RuntimeError) => {
			heard.failure = failure;
		},
	};
	await exchangeH2(heads, socket, { readsBody }, events, signal);
	// Sessions close what is theirs in a later turn.
	for (let turn = 0; turn < 3; turn += 1) await nextTurn();
	heard.leftOpen = !socket.destroyed && !tcp.destroyed;
	socket.destroy();
	return heard;
}

function ignored(): void {}
