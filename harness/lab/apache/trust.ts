/** The CA of the lab that a server trusts in place of those of the config. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabAuthorities, LabAuthority } from '../authorities.ts';
import { isFolder, textOf } from '../config/on-this-machine.ts';
import type { Directive } from './config-tree.ts';
import { locate, type Places } from './locate.ts';
import { ofServer, type Scope, type Scopes } from './scopes.ts';

/** Whose clients a server lets in. */
export interface Trusted {
	/** Of `SSLCACertificateFile`, and of `SSLCACertificatePath`. */
	readonly authorities: readonly LabAuthority[];
	/** Whom the lab takes for a client; where the config names no CA, one that nobody trusts. */
	readonly first: LabAuthority;
}

/** The CAs of the lab, by what the config says. */
export interface TrustOf {
	/** Whom the server of that scope trusts. */
	of(scope: Scope): Trusted;
	/** The CA in place of the file or folder that a directive names. */
	named(directive: Directive): LabAuthority;
	/** Every CA that stands for a file of client CAs. */
	all(): readonly LabAuthority[];
}

/** Equal files are one CA, also under two names. */
export function trustIn({ main }: Scopes, places: Places, authorities: LabAuthorities): TrustOf {
	const byContents = new Map<string, string>();
	const made = new Set<LabAuthority>();
	const named = (directive: Directive): LabAuthority => {
		const path = locate(directive.values[0] ?? '', places);
		const contents = certificatesAt(path);
		const hash = createHash('sha256').update(contents).digest('hex');
		const known = contents === '' ? undefined : byContents.get(hash);
		const source = known ?? path;
		byContents.set(hash, source);
		const authority = authorities.of(source, contents);
		made.add(authority);
		return authority;
	};
	const of = (scope: Scope): Trusted => {
		const sources = ['sslcacertificatefile', 'sslcacertificatepath'].flatMap(
			(name) => ofServer(scope, name).at(-1) ?? ofServer(main, name).at(-1) ?? [],
		);
		const trusted = [...new Set(sources.map(named))];
		return {
			authorities: trusted,
			first: trusted[0] ?? authorities.of('a CA that the config does not name'),
		};
	};
	return { of, named, all: () => [...made] };
}

/** What certificates are there; nothing where there are none. */
function certificatesAt(path: string): string {
	if (!isFolder(path)) return textOf(path) ?? '';
	try {
		const names = readdirSync(path).toSorted();
		return names.map((name) => textOf(join(path, name)) ?? '').join('');
	} catch {
		return '';
	}
}
