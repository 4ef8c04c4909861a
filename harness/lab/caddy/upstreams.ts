/** The stub in place of what is behind the config, and folders in place of those that are missing. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isFolder } from '../config/on-this-machine.ts';
import type { HttpServer } from './listeners.ts';
import { isObject, type JsonObject, objectsIn, objectsOf } from './json.ts';
import { whereOf, type Work } from './work.ts';

/** Edits the handlers of all routes. */
export async function replaceHandlers(work: Work, servers: readonly HttpServer[]): Promise<void> {
	for (const { server } of servers) {
		for (const part of objectsOf(server['routes'])) {
			if (part['handler'] === 'reverse_proxy') await replaceProxy(part, work, servers);
			const hasRoot =
				part['handler'] === 'file_server' || part['handler'] === 'vars' || 'try_files' in part;
			if (hasRoot) replaceRoot(part, work);
			leaveOutLimits(part, work);
		}
	}
}

async function replaceProxy(
	proxy: JsonObject,
	work: Work,
	servers: readonly HttpServer[],
): Promise<void> {
	const transport = isObject(proxy['transport']) ? proxy['transport'] : {};
	const isFastcgi = transport['protocol'] === 'fastcgi';
	for (const name of [
		'tls',
		'versions',
		'resolver',
		'local_address',
		'proxy_protocol',
		'forward_proxy_url',
		'network_proxy',
	]) {
		delete transport[name];
	}
	// Whether a server is up is not what is tested: without checks it always is.
	delete proxy['health_checks'];
	if ('dynamic_upstreams' in proxy) {
		delete proxy['dynamic_upstreams'];
		proxy['upstreams'] = [{ dial: 'dynamic' }];
	}
	for (const upstream of objectsIn(proxy, 'upstreams')) {
		const dial = String(upstream['dial'] ?? upstream['lookup_srv']);
		delete upstream['lookup_srv'];
		const own = ownServer(dial, servers);
		const stub = await work.ground.stub.listen(dial, isFastcgi ? 'fastcgi' : 'http');
		upstream['dial'] = own === null ? `${stub.host}:${stub.port}` : `127.0.0.1:${own}`;
	}
}

/** Where another server of the same config listens without TLS; `null` where the address is none. */
function ownServer(dial: string, servers: readonly HttpServer[]): number | null {
	const [, port] = /^(?:localhost|127\.[\d.]+|\[::1\]):(\d+)$/u.exec(dial) ?? [];
	const own = servers
		.filter(({ isTls }) => !isTls)
		.flatMap(({ listening }) => listening)
		.find((it) => it.port === Number(port));
	return own?.labPort ?? null;
}

/** A folder that is not there would be an error of every request. */
function replaceRoot(part: JsonObject, work: Work): void {
	const { root } = part;
	if (typeof root !== 'string' || root.includes('{')) return;
	const { ground, files } = work;
	const folders = isAbsolute(root)
		? [root]
		: [resolve(ground.cwd, root), resolve(dirname(files[0]?.path ?? ''), root)];
	const found = folders.find(isFolder);
	if (found !== undefined) {
		part['root'] = found;
		return;
	}
	const folder = `roots/${Buffer.from(root).toString('hex').slice(-32)}`;
	for (const name of ['index.html', 'index.php']) {
		ground.sandbox.write(join(folder, name), `the page of the lab for ${root}\n`);
	}
	part['root'] = join(ground.sandbox.folder, folder);
	const text = `${whereOf(work, root)}: ${root} is not there: a folder with a plain page stands in for it`;
	if (!work.notes.includes(text)) work.notes.push(text);
}

/** Rates are about the load, which a run of hundreds of connections makes. */
function leaveOutLimits(route: JsonObject, work: Work): void {
	const handlers = route['handle'];
	if (!Array.isArray(handlers)) return;
	const kept = handlers.filter((it) => !isObject(it) || it['handler'] !== 'rate_limit');
	if (kept.length === handlers.length) return;
	route['handle'] = kept;
	work.notes.push(
		`${whereOf(work, 'rate_limit')}: rate_limit is left out: it is about the load, which the run makes`,
	);
}
