/** What would disturb a lab, reach beyond it, or cannot be carried into it. */
import type { Directive } from './directive.ts';
import type { Bench } from './bench.ts';
import { named } from './tree.ts';

/** Takes such directives out of the copy, each with a note that says why. */
export function leaveOut(bench: Bench): void {
	for (const { directive } of named(bench.top, ...reasons.keys())) {
		if (isHarmless(directive)) continue;
		bench.draft.remove(directive);
		bench.note(directive, `${directive.name} is left out: ${reasons.get(directive.name) ?? ''}`);
	}
	for (const { directive } of named(bench.top, 'resolver')) {
		// Nobody is there: names of upstreams are replaced, and others are not looked up.
		for (const [index, { value }] of directive.args.entries()) {
			if (index === 0) bench.draft.setArgument(directive, index, '127.0.0.1:9');
			else if (!value.includes('=')) bench.draft.setArgument(directive, index, '');
		}
	}
}

function isHarmless({ name, args }: Directive): boolean {
	return args[0]?.value === 'off' && !alwaysOut.includes(name);
}

const quic = [
	'http3',
	'http3_hq',
	'http3_max_concurrent_streams',
	'http3_stream_buffer_size',
	'quic_active_connection_id_limit',
	'quic_bpf',
	'quic_gso',
	'quic_host_key',
	'quic_retry',
] as const;

/** Also `off` would be unknown to a nginx that is older than they are. */
const alwaysOut: readonly string[] = ['proxy_protocol', ...quic];

const tooMany = 'it would refuse the many requests of a run';
const writes = 'it would write outside the lab';
const noPlace = 'addresses to connect from are not those of this machine';

const reasons: ReadonlyMap<string, string> = new Map<string, string>([
	['limit_req', tooMany],
	['limit_conn', tooMany],
	['proxy_store', writes],
	['fastcgi_store', writes],
	['uwsgi_store', writes],
	['scgi_store', writes],
	['dav_methods', writes],
	['create_full_put_path', writes],
	['proxy_bind', noPlace],
	['fastcgi_bind', noPlace],
	['grpc_bind', noPlace],
	['uwsgi_bind', noPlace],
	['scgi_bind', noPlace],
	['memcached_bind', noPlace],
	...quic.map((name) => [name, 'QUIC is not tested'] as const),
	['proxy_protocol', 'what listens in the lab expects none'],
	['ssl_ocsp_responder', 'the responder of the run is named in the certificates'],
	['ssl_stapling_responder', 'the certificates of the lab are not known there'],
]);
