/** What the preload is given of the lab's PKI. */
import { basename, relative } from 'node:path';
import type { LabAuthorities, LabAuthority, LabServerPair } from '../authorities.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type {
	AuthorityAnswer,
	PairAnswer,
	Question,
	StandInAnswer,
	StandInKind,
} from './message.ts';

/** Answers questions of the preload; the same question gets the same answer. */
export interface Answers {
	answer(asked: Question): Promise<AuthorityAnswer | PairAnswer | StandInAnswer>;
	/** Missing files that were read, as the user would name them. */
	missing(): readonly string[];
}

/** `cwd`: where the names of files start from. */
export function createAnswers(authorities: LabAuthorities, sandbox: Sandbox, cwd: string): Answers {
	const missing = new Map<string, Promise<StandInAnswer>>();
	let shown: Promise<LabServerPair> | null = null;
	const pair = async (names: readonly string[], rsa: boolean): Promise<PairAnswer> => {
		const kinds = rsa ? (['ecdsa', 'rsa'] as const) : (['ecdsa'] as const);
		const made = await Promise.all(kinds.map((kind) => authorities.server(names, kind)));
		return { cert: made.map(({ cert }) => cert), key: made.map(({ key }) => key) };
	};
	const standIn = async (source: string, holds: StandInKind): Promise<StandInAnswer> => {
		// One for all of them: a script may look whether key and certificate fit.
		const { cert, key } = await (shown ??= authorities.server([], 'ecdsa'));
		const contents = (): { readonly text: string; readonly authority: LabAuthority | null } => {
			switch (holds) {
				case 'key':
					return { text: key, authority: null };
				case 'certificate':
					return { text: cert, authority: null };
				case 'certificate-and-key':
					return { text: cert + key, authority: null };
				case 'authority': {
					const authority = authorities.of(source);
					return { text: authority.pem, authority };
				}
				case 'list': {
					const authority = authorities.all()[0] ?? authorities.of(source);
					return { text: listsOf(authority)[0] ?? '', authority: null };
				}
				// Options have key and certificate in its place.
				case 'pkcs12':
					return { text: '', authority: null };
			}
		};
		const { text, authority } = contents();
		const name = `node/files/${missing.size}-${basename(source)}`;
		return {
			// The mark of preload/pem.cjs.
			file: sandbox.write(name, `# mtls-gauntlet, in place of ${source}\n${text}`),
			authority: authority === null ? null : authorityAnswer(authority),
		};
	};
	return {
		async answer(asked) {
			switch (asked.kind) {
				case 'authority':
					return authorityAnswer(authorities.of(asked.source, asked.original));
				case 'pair':
					return pair(asked.names, asked.rsa);
				case 'stand-in': {
					const source = relative(cwd, asked.path);
					const made = missing.get(source) ?? standIn(source, asked.holds);
					missing.set(source, made);
					return made;
				}
			}
		},
		missing: () => [...missing.keys()],
	};
}

function authorityAnswer(authority: LabAuthority): AuthorityAnswer {
	return { source: authority.source, pem: authority.pem, lists: listsOf(authority) };
}

function listsOf(authority: LabAuthority): readonly string[] {
	return authority.lists().match(/-----BEGIN X509 CRL-----[^-]*-----END X509 CRL-----\n/gu) ?? [];
}
