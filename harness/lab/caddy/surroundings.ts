/** What ties a config to its machine: the admin port, logs, storage, certificates from elsewhere. */
import { join } from 'node:path';
import { isObject, type JsonObject, objectIn, objectsIn, stringsIn } from './json.ts';
import { whereOf, type Work } from './work.ts';

/** Replaces all of it; says where the lab's own log is. */
export function replaceSurroundings({ config, ground, notes, files }: Work): string {
	const log = join(ground.sandbox.folder, 'caddy.log');
	config['admin'] = { disabled: true, config: { persist: false } };
	config['storage'] = { module: 'file_system', root: ground.sandbox.makeFolder('storage') };
	config['logging'] = {
		logs: {
			default: { writer: { output: 'stderr' }, level: 'INFO', exclude: ['http.stdlib'] },
			// Go's HTTP server says there, and at this level, why a handshake failed.
			lab: {
				writer: { output: 'file', filename: log, roll: false },
				encoder: { format: 'json' },
				level: 'DEBUG',
				include: ['http.stdlib'],
			},
		},
	};
	const apps = objectIn(config, 'apps');
	for (const name of Object.keys(apps)) {
		if (known.has(name)) continue;
		delete apps[name];
		if (name !== 'pki') {
			notes.push(`${whereOf({ files }, name)}: the app ${name} is left out: only http is tested`);
		}
	}
	return log;
}

const known: ReadonlySet<string> = new Set(['http', 'tls', 'events']);

/** Puts certificates of the lab for those names in place of all that the config has or gets. */
export async function replaceCertificates(
	{ config, ground }: Work,
	names: readonly string[],
): Promise<void> {
	const tls = objectIn(objectIn(config, 'apps'), 'tls');
	const certificates = isObject(tls['certificates']) ? tls['certificates'] : {};
	const own = [...objectsIn(certificates, 'load_files'), ...objectsIn(certificates, 'load_pem')];
	const tags = new Set(own.flatMap((it) => stringsIn(it, 'tags')));
	const files: JsonObject[] = [];
	for (const kind of ['ecdsa', 'rsa'] as const) {
		const pair = await ground.authorities.server(names, kind);
		files.push({
			certificate: ground.sandbox.write(`certificates/${kind}.pem`, pair.cert),
			key: ground.sandbox.write(`certificates/${kind}.key`, pair.key),
			tags: [...tags],
		});
	}
	objectIn(config, 'apps')['tls'] = { certificates: { load_files: files } };
}
