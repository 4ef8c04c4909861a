/** Certificates, CAs and lists in place of those that the config names. */
import { randomBytes } from 'node:crypto';
import type { LabAuthority } from '../authorities.ts';
import { textOf } from '../config/on-this-machine.ts';
import type { Option } from './options.ts';
import { globalSetting, locate, standIn, type Work } from './work.ts';

/** How a name of a `bind` line judges clients. */
export interface Policy {
	readonly verify: 'none' | 'optional' | 'required';
	/** The lab's CA in place of each that clients may come from. */
	readonly trusted: readonly LabAuthority[];
	readonly hasLists: boolean;
	/** Whether errors of verification are left to the rules (`crt-ignore-err`, `ca-ignore-err`). */
	readonly ignoresErrors: boolean;
}

/** A place for the lab's own files, and how options that name files are replaced. */
export interface TrustFiles {
	/** Puts the lab's files in place of those that the options name; says what they amount to. */
	replace(
		options: readonly Option[],
		inherited: Policy,
		put: (option: Option, text: string) => void,
	): Policy;
}

/** What a `bind` line does that says nothing of clients. */
export const noPolicy: Policy = {
	verify: 'none',
	trusted: [],
	hasLists: false,
	ignoresErrors: false,
};

/** Equal file, equal lab CA: for a whole config there is one of these. */
export function createTrustFiles(work: Work): TrustFiles {
	const caBase = globalSetting(work, 'ca-base');
	const written = new Map<string, string>();
	const file = (key: string, name: string, contents: () => string): string => {
		const known = written.get(key);
		if (known !== undefined) return known;
		const path = work.ground.sandbox.write(`pki/${written.size}-${name}`, contents());
		written.set(key, path);
		return path;
	};
	const authority = (source: string): LabAuthority => {
		const path = source.startsWith('@') ? source : locate(work, source, caBase);
		return work.ground.authorities.of(path, textOf(path));
	};
	const caFile = (source: string): string => {
		const { source: key, pem } = authority(source);
		return standIn(
			work,
			source,
			file(`ca ${key}`, 'ca.pem', () => pem),
		);
	};
	const ticketKeys = (source: string): string => {
		const key = `tickets ${locate(work, source)}`;
		// HAProxy wants three of them, of 48 or 80 octets each.
		const keys = (): string =>
			Array.from({ length: 3 }, () => `${randomBytes(48).toString('base64')}\n`).join('');
		return standIn(work, source, file(key, 'ticket-keys', keys));
	};
	return {
		replace(options, inherited, put) {
			const policy = policyOf(options, inherited, authority);
			for (const option of options) {
				const { name, argument } = option;
				if (argument === null) continue;
				if (name === 'ca-file' || name === 'ca-verify-file') {
					put(option, `${name} ${caFile(argument.value)}`);
				}
				if (name === 'tls-ticket-keys') put(option, `${name} ${ticketKeys(argument.value)}`);
				if (name === 'crl-file') {
					const { trusted } = policy;
					const key = `crl ${trusted.map(({ source }) => source).join('\n')}`;
					const lists = file(key, 'crl.pem', () => trusted.map((it) => it.lists()).join(''));
					put(option, `${name} ${standIn(work, argument.value, lists)}`);
				}
			}
			return policy;
		},
	};
}

function policyOf(
	options: readonly Option[],
	inherited: Policy,
	authority: (source: string) => LabAuthority,
): Policy {
	const has = (...names: readonly string[]): boolean =>
		options.some(({ name }) => names.includes(name));
	const sources = options
		.filter(({ name }) => name === 'ca-file' || name === 'ca-verify-file')
		.flatMap(({ argument }) => argument?.value ?? []);
	const verify = options.findLast(({ name }) => name === 'verify')?.argument?.value;
	return {
		verify:
			verify === 'required' || verify === 'optional'
				? verify
				: verify === undefined
					? inherited.verify
					: 'none',
		trusted: sources.length > 0 ? [...new Set(sources.map(authority))] : inherited.trusted,
		hasLists: has('crl-file') || inherited.hasLists,
		ignoresErrors: has('crt-ignore-err', 'ca-ignore-err') || inherited.ignoresErrors,
	};
}
