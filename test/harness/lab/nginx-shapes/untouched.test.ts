/** What the lab changes in a config, and that it changes nothing else: directive by directive. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { it } from 'mocha';
import { describeWithServer } from '../../../servers/available.ts';
import { withNginx } from '../with-nginx.ts';
import { type Copied, copiedFiles } from './copied-files.ts';
import { hasStream } from './has-stream.ts';
import { shapeFolder } from './run-shape.ts';
import { unmatched } from './unmatched.ts';
import { linesBeside, type WrittenDirective, writtenDirectives } from './written-directives.ts';

const certificates = ['ssl_certificate', 'ssl_certificate_key', 'ssl_client_certificate'];

/** What must be replaced or left out in each shape; of all else not a letter may differ. */
const replacedIn: Readonly<Record<string, readonly string[]>> = {
	'several-vhosts': [
		...['access_log', 'error_log', 'include', 'listen', 'pid', 'proxy_cache_path', 'root'],
		...['server', ...certificates, 'user'],
	],
	includes: [
		...['access_log', 'error_log', 'include', 'listen', 'pid', 'server', ...certificates],
		...['ssl_dhparam', 'user', 'worker_rlimit_nofile'],
	],
	'map-subject': ['error_log', 'limit_req', 'listen', 'proxy_pass', ...certificates],
	'verify-at-http-level': [
		...['access_log', 'alias', 'client_body_temp_path', 'error_log', 'listen'],
		...['master_process', 'pid', 'proxy_pass', 'proxy_temp_path', ...certificates, 'user'],
	],
	'optional-per-location': [
		...['access_log', 'error_log', 'include', 'limit_req', 'listen', 'pid', 'proxy_pass'],
		...[...certificates, 'user'],
	],
	'optional-no-ca': ['listen', 'pid', 'proxy_pass', ...certificates],
	'stream-block': [
		...['access_log', 'error_log', 'listen', 'load_module', 'pid', 'proxy_pass'],
		...(hasStream() ? ['proxy_protocol'] : []),
		...['proxy_ssl_trusted_certificate', ...certificates],
		...(hasStream() ? [] : ['stream']),
		'user',
	],
	depth: [
		...['auth_basic_user_file', 'listen', 'proxy_pass', ...certificates],
		...['ssl_session_ticket_key', 'user'],
	],
	crl: ['listen', 'proxy_pass', 'resolver', 'root', ...certificates, 'ssl_crl'],
	'error-pages': ['fastcgi_pass', 'include', 'listen', 'root', ...certificates],
	http2: ['error_log', 'listen', 'proxy_pass', 'server', ...certificates, 'user'],
	ipv6: [
		...['access_log', 'error_log', 'listen', 'proxy_pass', 'root', ...certificates],
		'ssl_trusted_certificate',
	],
};

/** What the lab says beside: where nginx writes, and a log of its own. */
const added = [
	...['daemon', 'pid', 'lock_file', 'user', 'error_log', 'access_log', 'log_format'],
	...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path`),
	// The name in the certificates of the stub, for `proxy_ssl_verify on`.
	'proxy_ssl_name',
];

describeWithServer('nginx', 'what a lab leaves untouched', () => {
	for (const [shape, replaced] of Object.entries(replacedIn)) {
		it(`replaces in ${shape} only what it must`, async () => {
			const compared = (await copiesOf(shape)).map(compare);
			const names = (of: (it: Compared) => readonly WrittenDirective[]): readonly string[] => [
				...new Set(compared.flatMap((it) => outermost(of(it)).map(({ name }) => name))),
			];
			expect(names(({ gone }) => gone).toSorted()).to.deep.equal(replaced);
			expect([...replaced, ...added]).to.include.members([...names(({ come }) => come)]);
			for (const { user, copy, gone, come } of compared) {
				const [before, after] = linesBeside(
					{ text: user, ignored: gone },
					{ text: copy, ignored: come },
				);
				expect(after).to.deep.equal(before);
				expect(behindTheFirst(come)).to.deep.equal(behindTheFirst(gone));
			}
		});
	}

	it('would notice a word, a comment or a blank that is another one', () => {
		const path = join(shapeFolder('optional-per-location'), 'nginx.conf');
		const user = readFileSync(path, 'utf8');
		const noticed = (from: string, to: string): readonly unknown[] => {
			const changed = compare({ path, user, copy: user.replace(from, to) });
			const [before, after] = linesBeside(
				{ text: user, ignored: changed.gone },
				{ text: changed.copy, ignored: changed.come },
			);
			const [first] = changed.gone;
			return [first?.name, before.findIndex((line, index) => line !== after[index]) + 1];
		};
		expect(noticed('!= SUCCESS', '= NONE')).to.deep.equal(['if', 0]);
		expect(noticed('Disallow: /admin/', 'Allow: /admin/')).to.deep.equal(['return', 0]);
		expect(noticed('# Staff only.', '')).to.deep.equal([undefined, 45]);
		expect(noticed('\tssl_verify_client', ' ssl_verify_client')).to.deep.equal([undefined, 34]);
	});

	it('has a config with the line ends of Windows', () => {
		const text = readFileSync(join(shapeFolder('depth'), 'nginx.conf'), 'utf8');
		expect(text.split('\n').filter((line) => !line.endsWith('\r'))).to.deep.equal(['']);
	});

	it('leaves alone in all of them what decides who gets in', () => {
		const replaced = Object.values(replacedIn).flat();
		expect(replaced.filter((name) => deciding.test(name))).to.deep.equal([]);
	});
});

interface Compared extends Copied {
	/** Directives of the user that the copy has not, and the other way round. */
	readonly gone: readonly WrittenDirective[];
	readonly come: readonly WrittenDirective[];
}

function compare(it: Copied): Compared {
	const [gone, come] = unmatched(writtenDirectives(it.user), writtenDirectives(it.copy));
	return { ...it, gone, come };
}

/** Without those in blocks that are there themselves. */
function outermost(directives: readonly WrittenDirective[]): readonly WrittenDirective[] {
	return directives.filter(
		(it) => !directives.some((other) => other.from < it.from && it.to < other.to),
	);
}

/** Of addresses that were replaced what stands beside them: `ssl http2`, `weight=2`, the URI. */
function behindTheFirst(directives: readonly WrittenDirective[]): readonly string[] {
	return directives
		.filter(({ inside }) => !inside.startsWith('stream'))
		.flatMap(({ name, inside, text }) => {
			const [, address = '', rest = ''] = /^\S+\s+"?([^\s;"]+)"?\s*([^;]*);$/su.exec(text) ?? [];
			if (name === 'listen')
				return [`${inside}: ${rest.replace(/proxy_protocol|ipv6only=on/u, '').trim()}`];
			if (name === 'server') return [`${inside}: ${rest.trim()}`];
			if (name !== 'proxy_pass') return [];
			const [, scheme = '', uri = ''] =
				/^(\w+:\/\/)?(?:unix:[^:]*:|[^/]*)(.*)$/su.exec(address) ?? [];
			return [`${inside}: ${name} ${scheme}…${uri}`];
		});
}

function copiesOf(shape: string): Promise<readonly Copied[]> {
	const folder = shapeFolder(shape);
	return withNginx({ folder, config: 'nginx.conf' }, async (_, { sandbox }) =>
		copiedFiles(join(folder, 'nginx.conf'), join(sandbox.folder, 'conf/nginx.conf'), folder),
	);
}

const deciding =
	/^(?:ssl_verify_|(?:if|map|geo|set|return|rewrite|error_page|location|try_files)$|(?:satisfy|allow|deny|auth_basic|internal|server_name|proxy_set_header|grpc_set_header|fastcgi_param)$|ssl_(?:protocols|ciphers|session_cache|session_tickets|session_timeout)$)/u;
