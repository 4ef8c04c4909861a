/** The copy of a config, edited and found good by httpd, and what of it is to be asked. */
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { LabGround, LabServer } from '../lab.ts';
import type { Socket } from './addresses.ts';
import { checkConfig } from './check-config.ts';
import { editAddresses } from './edit-addresses.ts';
import type { Node } from './config-tree.ts';
import { servedBy } from './covering.ts';
import { editContent, makeReadable } from './edit-content.ts';
import { editModules, findModule, usualModules } from './edit-modules.ts';
import { editProcess } from './edit-process.ts';
import { editTls } from './edit-tls.ts';
import { editUpstreams } from './edit-upstreams.ts';
import { environmentOf } from './environment.ts';
import { leaveOut } from './leave-out.ts';
import { isWithin, type Places } from './locate.ts';
import { mainConfig } from './main-config.ts';
import type { Copy } from './own-words.ts';
import { writePages } from './pages.ts';
import type { Program } from './program.ts';
import { readConfig, type ReadConfig } from './read-config.ts';
import { ofServer, scopesOf } from './scopes.ts';
import { serversOf } from './servers.ts';
import { trustIn } from './trust.ts';

/** A copy that can be started. */
export interface PreparedLab {
	readonly servers: readonly LabServer[];
	readonly unasked: readonly LabServer[];
	readonly notes: readonly string[];
	/** Of the user. */
	readonly files: readonly string[];
	readonly sockets: readonly Socket[];
	readonly copies: readonly Copy[];
	readonly nodes: readonly Node[];
	/** The config to start httpd with. */
	readonly main: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** All that this attempt reads and writes. */
	readonly folder: string;
}

/** What is to be prepared. */
export interface Preparing {
	/** Absolute path of the user's config. */
	readonly main: string;
	/** As the user named it. */
	readonly shown: string;
	readonly program: Program;
	readonly attempt: number;
}

/** @throws UsageError for what cannot be used. */
export async function prepareLab(
	ground: LabGround,
	{ main, shown, program, attempt }: Preparing,
): Promise<PreparedLab> {
	const sandbox = inFolder(ground.sandbox, `apache-${attempt}`);
	const { folder } = sandbox;
	for (const name of ['', 'run', 'logs', 'root', 'content'])
		makeReadable(join(folder, name), ground.sandbox);
	const env = environmentOf(main, { env: ground.env, sandbox });
	const reading = {
		main,
		shown,
		copies: join(folder, 'conf'),
		program,
		env,
		findModule: (path: string, name: string) => findModule(path, name, program),
	};
	const usual = usualModules(program);
	const read = readWith(reading, usual);
	const isSite = !read.loadsModules;
	const { places } = read;
	const scopes = scopesOf(read.nodes);
	const trust = trustIn(scopes, places, ground.authorities);
	const addresses = await editAddresses(scopes, isSite);
	const tls = await editTls(scopes, trust, { authorities: ground.authorities, sandbox });
	const upstreams = await editUpstreams(scopes, ground.stub);
	const modules = editModules(scopes, places, program);
	const away = leaveOut(scopes);
	const fallback = join(folder, 'content', 'lab');
	makeReadable(fallback, ground.sandbox);
	const content = editContent(scopes, places, sandbox);
	editProcess(scopes, sandbox, read.modules.has('ssl_module'));
	const found = serversOf({ scopes, sockets: addresses.sockets, places, trust });
	linkRoot(join(folder, 'root'), places);
	const checked = await checkConfig({
		program,
		env,
		nodes: read.nodes,
		lacksModules: modules.missing.length > 0,
		isSite,
		signal: ground.signal,
		write(more) {
			const copies = read.files.map((file) => ({ file, rendered: file.render() }));
			for (const { file, rendered } of copies) {
				sandbox.write(relative(folder, file.copy), Buffer.from(rendered.text, 'latin1'));
			}
			const text = mainConfig({
				folder,
				program,
				modules: [...(isSite ? usual : []), ...more],
				loaded: read.modules,
				listens: addresses.listens,
				copy: read.files[0].copy,
				fallback,
				isSite,
				user: ofServer(scopes.main, 'user').at(-1)?.values[0] ?? null,
				hasLogLevel: ofServer(scopes.main, 'loglevel').length > 0,
				hasServerName: ofServer(scopes.main, 'servername').length > 0,
			});
			return { main: sandbox.write('lab.conf', text), copies };
		},
	});
	const asPlaced = new Map(
		found.pages.flatMap(({ scope, locations }) => {
			const served = servedBy(scope, scopes.main, places);
			return [
				...writePages(locations, { scope, main: scopes.main, served, content, fallback, sandbox }),
			];
		}),
	);
	const placed = (server: LabServer): LabServer => ({
		...server,
		locations: server.locations.map((it) => asPlaced.get(it) ?? it),
	});
	return {
		servers: found.servers.map(placed),
		unasked: found.unasked.map(placed),
		notes: [
			...new Set([
				...read.notes,
				...modules.notes,
				...away,
				...addresses.notes,
				...tls,
				...upstreams,
				...content.notes,
				...found.notes,
				...checked.notes,
			]),
		],
		files: [...new Set(read.files.map(({ path }) => path))],
		sockets: addresses.sockets,
		copies: checked.copies,
		nodes: read.nodes,
		main: checked.main,
		env,
		folder,
	};
}

/** A site alone is read once more, with what the lab loads for it. */
function readWith(
	reading: Omit<Parameters<typeof readConfig>[0], 'loadedBefore'>,
	usual: readonly string[],
): ReadConfig {
	const alone = readConfig({ ...reading, loadedBefore: [] });
	if (alone.loadsModules) return alone;
	return readConfig({ ...reading, loadedBefore: usual.map((name) => `${name}_module`) });
}

type Box = Pick<LabGround['sandbox'], 'folder' | 'write' | 'makeFolder'>;

function inFolder(sandbox: LabGround['sandbox'], name: string): LabGround['sandbox'] {
	const box: Box = {
		folder: join(sandbox.folder, name),
		write: (path, contents) => sandbox.write(join(name, path), contents),
		makeFolder: (path) => sandbox.makeFolder(join(name, path)),
	};
	return { ...sandbox, ...box };
}

/** What is read by names that start from `ServerRoot`; what is written there stays in the sandbox. */
function linkRoot(root: string, { root: given, main }: Places): void {
	const folder = dirname(main);
	const folders = isWithin(main, given) ? [given] : [folder, given];
	for (const from of folders) {
		if (!existsSync(from)) continue;
		for (const name of readdirSync(from)) {
			const link = join(root, name);
			if (writtenTo.has(name) || existsSync(link)) continue;
			symlinkSync(join(from, name), link);
		}
	}
}

const writtenTo = new Set(['logs', 'log', 'run', 'var', 'tmp']);
