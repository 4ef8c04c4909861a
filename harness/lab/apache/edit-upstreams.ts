/** Points everything that is behind the server at the stand-ins of the lab. */
import type { HostPort } from '../../options.ts';
import type { UpstreamProtocol, UpstreamStub } from '../stub/upstream-stub.ts';
import type { Word } from './logical-lines.ts';
import { type Node, whereIs } from './config-tree.ts';
import { allScopes, type Scopes } from './scopes.ts';

/** Returns notes. */
export async function editUpstreams(
	scopes: Scopes,
	stub: Pick<UpstreamStub, 'listen'>,
): Promise<readonly string[]> {
	const notes: string[] = [];
	for (const scope of allScopes(scopes)) {
		const nodes: readonly Node[] = [...scope.directives, ...scope.sections].map(({ node }) => node);
		for (const node of nodes) {
			if (node.name === 'proxyremote' || node.name === 'proxyremotematch') {
				node.file.replace(node, '');
				notes.push(`${whereIs(node)}: ${node.name} is left out: nothing leaves this machine`);
				continue;
			}
			for (const { word, value } of upstreamWords(node)) {
				const upstream = upstreamOf(value);
				if (upstream === null) continue;
				if (upstream.scheme === 'ajp') {
					notes.push(`${whereIs(node)}: ${upstream.name} is asked by HTTP in place of AJP`);
				}
				const address = await stub.listen(upstream.name, upstream.protocol);
				node.file.replace(word, JSON.stringify(rewritten(upstream, address)));
			}
		}
	}
	return notes;
}

interface UpstreamWord {
	readonly word: Word;
	/** With variables filled in. */
	readonly value: string;
}

/** The words of a directive that name an upstream. */
function upstreamWords(node: Node): readonly UpstreamWord[] {
	const all = node.words.map((word, index) => ({ word, value: node.values[index] ?? word.text }));
	switch (node.name) {
		case 'proxypass':
		case 'proxypassmatch':
		case 'balancermember':
			return all.filter(({ value }) => urlShape.test(value)).slice(0, 1);
		case 'proxy':
			return node.kind === 'section' ? all.slice(0, 1) : [];
		case 'rewriterule':
			return /(?:^\[|,)\s*(?:P|proxy)\s*(?:,|\]$)/iu.test(all[2]?.value ?? '')
				? all.slice(1, 2)
				: [];
		case 'sethandler':
			return all.filter(({ value }) => /^proxy:/iu.test(value)).slice(0, 1);
		default:
			return [];
	}
}

interface Upstream {
	/** What stands in front of the scheme: `proxy:`. */
	readonly prefix: string;
	readonly scheme: string;
	readonly protocol: UpstreamProtocol;
	/** As the config has it: `backend:8080`, `unix:/run/php.sock`. */
	readonly name: string;
	/** What follows the authority. */
	readonly rest: string;
}

/** Reads `[proxy:][unix:PATH|]scheme://authority…`; `null` where nothing of the lab can stand in. */
export function upstreamOf(value: string): Upstream | null {
	const {
		prefix = '',
		path,
		scheme = '',
		authority = '',
		rest = '',
	} = urlShape.exec(value)?.groups ?? {};
	const plain = scheme.toLowerCase();
	const protocol = protocols[plain];
	if (protocol === undefined) return null;
	// `http://backend$1`: what a pattern matched is the path, where it stands last.
	const tail = /^[^$%]+(?<tail>\$\d)$/u.exec(authority)?.groups?.['tail'] ?? '';
	const host = authority.slice(0, authority.length - tail.length).replace(/^[^@]*@/u, '');
	return {
		prefix,
		scheme: plain,
		protocol,
		name: path === undefined ? host : `unix:${path}`,
		rest: `${tail}${rest}`,
	};
}

function rewritten({ prefix, scheme, protocol, rest }: Upstream, address: HostPort): string {
	// mod_ssl compares the name in the URL with DNS names only.
	const host = protocol === 'https' || protocol === 'h2' ? 'localhost' : address.host;
	return `${prefix}${scheme === 'ajp' ? 'http' : scheme}://${host}:${address.port}${rest}`;
}

const urlShape =
	/^(?<prefix>proxy:)?(?:unix:(?<path>[^|]*)\|)?(?<scheme>[a-z][a-z\d+]*):\/\/(?<authority>[^/?]*)(?<rest>.*)$/iu;

const protocols: Readonly<Record<string, UpstreamProtocol>> = {
	http: 'http',
	ws: 'http',
	ajp: 'http',
	https: 'https',
	wss: 'https',
	h2: 'h2',
	h2c: 'h2c',
	fcgi: 'fastcgi',
	scgi: 'scgi',
	uwsgi: 'uwsgi',
};
