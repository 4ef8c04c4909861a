/** TLS of nginx as a client of what is behind it: the stub shows certificates of the lab. */
import { argument } from './directive.ts';
import type { Bench } from './bench.ts';
import { named } from './tree.ts';

/** Replaces files and names of `proxy_ssl_*` and its like; whether it verifies stays as it is. */
export async function placeUpstreamTls(bench: Bench): Promise<void> {
	const { top, draft, ground } = bench;
	const all = (name: string): ReturnType<typeof named> =>
		named(top, ...modules.map((module) => `${module}_${name}`));
	const certificates = all('ssl_certificate');
	const keys = all('ssl_certificate_key');
	if (certificates.length + keys.length > 0) {
		const pair = await ground.authorities.server(['nginx'], 'ecdsa');
		for (const [directives, name, contents] of [
			[certificates, 'upstream/client.pem', pair.cert],
			[keys, 'upstream/client.key', pair.key],
		] as const) {
			for (const { directive } of directives) {
				if (argument(directive, 0) === '') continue;
				draft.setArgument(directive, 0, bench.write(name, contents, argument(directive, 0)));
			}
		}
	}
	for (const { directive } of all('ssl_trusted_certificate')) {
		const file = bench.write(
			'upstream/root.pem',
			ground.authorities.serverRoot,
			argument(directive, 0),
		);
		draft.setArgument(directive, 0, file);
	}
	for (const { directive } of all('ssl_password_file')) draft.remove(directive);
	for (const { directive } of all('ssl_crl')) {
		draft.remove(directive);
		bench.note(directive, `${directive.name} is left out: no certificate of the stub is revoked`);
	}
	const verifying = all('ssl_verify').filter(({ directive }) => argument(directive, 0) === 'on');
	if (verifying.length === 0) return;
	for (const { directive } of all('ssl_name')) draft.remove(directive);
	for (const { directive } of verifying) {
		// The name in the stub's certificates.
		draft.rewrite(
			directive,
			`${directive.name} on; ${directive.name.replace('verify', 'name')} localhost;`,
		);
	}
}

const modules = ['proxy', 'grpc', 'uwsgi'] as const;
