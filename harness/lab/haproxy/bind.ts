/** The `bind` lines of a config, on free ports of loopback. */
import { type Address, parseAddress } from './address.ts';
import type { ConfigLine, Section } from './config.ts';
import { copyCrtList, type CrtListParts, type ListEntry, nameOfFile } from './crt-list.ts';
import { argumentOf, type Option, optionsOf } from './options.ts';
import { noPolicy, type Policy } from './trust.ts';
import { note, standIn, type Work } from './work.ts';

/** One address of a `bind` line. */
export interface BoundAddress {
	readonly address: Address;
	/** The port in the config; `null` where it has none. */
	readonly port: number | null;
	/** Where it listens in the sandbox. */
	readonly labPort: number;
}

/** A `bind` line as it is in the lab, and how it judges clients. */
export interface Bind {
	readonly section: Section;
	readonly line: ConfigLine;
	/** At least one. */
	readonly addresses: readonly [BoundAddress, ...BoundAddress[]];
	readonly isTls: boolean;
	/** That of names which no line of a list is for. */
	readonly policy: Policy;
	readonly entries: readonly ListEntry[];
	/** Whether names that nobody has are refused. */
	readonly strictSni: boolean;
	/** Everything behind the addresses: equal options, equal behaviour. */
	readonly options: string;
}

/** Replaces addresses and files of all `bind` lines. @throws UsageError where a list cannot be read. */
export async function replaceBinds(
	parts: CrtListParts,
	namesOf: (section: Section) => readonly string[],
): Promise<readonly Bind[]> {
	const { work } = parts;
	const binds: Bind[] = [];
	for (const section of work.config.sections) {
		if (section.kind !== 'frontend' && section.kind !== 'listen') continue;
		for (const line of section.lines) {
			if (line.words[0].value !== 'bind') continue;
			const bind = await replaceBind(section, line, parts, namesOf(section));
			if (bind !== null) binds.push(bind);
		}
	}
	return binds;
}

async function replaceBind(
	section: Section,
	line: ConfigLine,
	parts: CrtListParts,
	names: readonly string[],
): Promise<Bind | null> {
	const { work } = parts;
	const [, written, ...rest] = line.words;
	if (written === undefined) return null;
	const options = optionsOf(rest);
	const addresses = await boundAddresses(written.value, line, work);
	const [first, ...others] = addresses;
	if (first === undefined) {
		work.draft.blank(line);
		return null;
	}
	const listened = addresses.map(({ labPort }) => `127.0.0.1:${labPort}`);
	work.draft.replace(written, listened.join(','));
	leaveOut(options, line, work);
	const isTls = options.some(({ name }) => name === 'ssl');
	const put = (option: Option, text: string): void => work.draft.replace(option, text);
	const policy = parts.trust.replace(options, noPolicy, put);
	const list = argumentOf(options, 'crt-list');
	const entries: ListEntry[] = [];
	for (const option of options) {
		if (option.name !== 'crt' && option.name !== 'crt-list' && option.name !== 'default-crt')
			continue;
		const file = option.argument?.value ?? '';
		if (option.name === 'crt-list') {
			const copy = await copyCrtList(file, policy, line, parts);
			entries.push(...copy.entries);
			put(option, `crt-list ${copy.path}`);
		} else {
			// Beside a list the names of the list are not this certificate's.
			const pair = await parts.pair(list === null ? names : nameOfFile(file));
			put(option, pair.map((it) => `${option.name} ${standIn(work, file, it)}`).join(' '));
		}
	}
	return {
		section,
		line,
		addresses: [first, ...others],
		isTls,
		policy,
		entries,
		strictSni: options.some(({ name }) => name === 'strict-sni'),
		options: rest
			.map(({ value }) => value)
			.filter((it) => it !== 'v4v6' && it !== 'v6only')
			.join(' '),
	};
}

async function boundAddresses(
	written: string,
	line: ConfigLine,
	work: Work,
): Promise<readonly BoundAddress[]> {
	const bound: BoundAddress[] = [];
	for (const one of written.split(',')) {
		const address = parseAddress(one);
		const ports = portsOf(address);
		if (address.kind === 'ip' && address.isQuic) {
			note(work, line, `${one} is left out: HTTP/3 is not tested`);
			continue;
		}
		if (ports.length > mostPorts) {
			note(work, line, `of the ports ${one} only the first ${mostPorts} are opened`);
		}
		for (const port of ports.slice(0, mostPorts)) {
			const labPort = await work.port();
			work.standIns.set(`127.0.0.1:${labPort}`, one);
			bound.push({ address, port, labPort });
		}
	}
	return bound;
}

function portsOf(address: Address): readonly (number | null)[] {
	if (address.kind !== 'ip' || address.ports === null) return [null];
	const { first, last } = address.ports;
	return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => first + index);
}

/** What clients of the lab do not speak, and what needs rights that a sandbox has not. */
function leaveOut(options: readonly Option[], line: ConfigLine, work: Work): void {
	for (const option of options) {
		if (spoken.has(option.name)) {
			note(work, line, `${option.name} is left out: the PROXY protocol is not tested`);
		}
		if (signs.has(option.name)) {
			note(work, line, `${option.name} is left out: the lab makes no certificates on the fly`);
		}
		if (spoken.has(option.name) || signs.has(option.name) || needsRights.has(option.name)) {
			work.draft.replace(option, '');
		}
	}
}

const mostPorts = 4;
const spoken: ReadonlySet<string> = new Set(['accept-proxy', 'accept-netscaler-cip']);
const signs: ReadonlySet<string> = new Set([
	'generate-certificates',
	'ca-sign-file',
	'ca-sign-pass',
]);
const needsRights: ReadonlySet<string> = new Set(
	'interface namespace transparent user uid group gid mode level expose-fd v4v6 v6only process'.split(
		' ',
	),
);
