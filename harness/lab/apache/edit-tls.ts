/** Puts certificates, keys and lists of the lab in place of those that a config names. */
import type { LabServerPair } from '../authorities.ts';
import type { LabGround } from '../lab.ts';
import { randomBytes } from 'node:crypto';
import { whereIs } from './config-tree.ts';
import { editProxyTls } from './edit-proxy-tls.ts';
import { allScopes, inForce, namesOf, ofServer, type Scope, type Scopes } from './scopes.ts';
import type { TrustOf } from './trust.ts';

/** Returns notes. */
export async function editTls(
	scopes: Scopes,
	trust: TrustOf,
	ground: Pick<LabGround, 'authorities' | 'sandbox'>,
): Promise<readonly string[]> {
	const notes: string[] = [];
	const files = tlsFiles(ground);
	for (const scope of allScopes(scopes)) {
		await editServerCertificates(scope, scopes, files);
		editTrust(scope, trust, files);
		notes.push(...editOcsp(scope));
		for (const directive of ofServer(scope, 'sslpassphrasedialog')) {
			directive.file.replace(directive, '');
		}
		for (const directive of ofServer(scope, 'sslsessionticketkeyfile')) {
			const path = files.write('ticket-key', randomBytes(48));
			directive.file.replace(directive, `SSLSessionTicketKeyFile "${path}"`);
		}
		for (const directive of ofServer(scope, 'sslsessioncache', 'sslstaplingcache')) {
			const [cache = ''] = directive.values;
			const kind = /^(shmcb|dbm|shmht|dc|memcache|redis|shm):/iu.exec(cache)?.[1];
			if (kind === undefined) continue;
			const size = /\(\d+\)$/u.exec(cache)?.[0] ?? '';
			const own = kind.startsWith('shm') || kind === 'dbm' ? `${kind}:` : 'shmcb:';
			const path = files.write(`${directive.name}-${directive.line}`, '');
			const [word] = directive.words;
			if (word !== undefined) directive.file.replace(word, `"${own}${path}${size}"`);
		}
		notes.push(...(await editProxyTls(scope, ground)));
		notes.push(...editMissingParameters(scope));
	}
	return notes;
}

interface TlsFiles {
	/** The path of a file with that in it, which no other has the name of. */
	write(name: string, contents: string | Buffer): string;
	/** The directives that show certificates for these names, of either kind of key. */
	certificates(names: readonly string[]): Promise<string>;
}

function tlsFiles({ authorities, sandbox }: Pick<LabGround, 'authorities' | 'sandbox'>): TlsFiles {
	const made = new Map<string, Promise<string>>();
	let count = 0;
	const write: TlsFiles['write'] = (name, contents) => {
		count += 1;
		return sandbox.write(`tls/${count}-${name}`, contents);
	};
	return {
		write,
		certificates(names) {
			const key = JSON.stringify(names);
			const directives =
				made.get(key) ??
				Promise.all(
					(['ecdsa', 'rsa'] as const).map(async (kind) => {
						const pair: LabServerPair = await authorities.server(names, kind);
						const certificate = write(`${kind}.pem`, pair.cert);
						return [
							`SSLCertificateFile "${certificate}"`,
							`SSLCertificateKeyFile "${write(`${kind}.key`, pair.key)}"`,
						];
					}),
				).then((all) => all.flat().join('\n'));
			made.set(key, directives);
			return directives;
		},
	};
}

/** A scope that shows a certificate, or that is to and has none, shows those of the lab. */
async function editServerCertificates(
	scope: Scope,
	scopes: Scopes,
	files: TlsFiles,
): Promise<void> {
	const written = ofServer(
		scope,
		'sslcertificatefile',
		'sslcertificatekeyfile',
		'sslcertificatechainfile',
	);
	const [first, ...others] = written;
	if (first !== undefined) {
		first.file.replace(first, await files.certificates(serverNames(scope, scopes)));
		for (const directive of others) directive.file.replace(directive, '');
		return;
	}
	const { section } = scope;
	const hasTls = ofServer(scope, 'sslengine').some(isOn);
	const isShown = ofServer(scopes.main, 'sslcertificatefile').length > 0;
	if (section === null || !hasTls || isShown) return;
	const directives = await files.certificates(serverNames(scope, scopes));
	section.file.insert(section.end, `\n${directives}`);
}

function isOn({ values }: { readonly values: readonly string[] }): boolean {
	return values[0]?.toLowerCase() === 'on';
}

/** What is shown by the main server may be shown by every virtual host. */
function serverNames(scope: Scope, { main, hosts }: Scopes): readonly string[] {
	const all = scope === main ? [main, ...hosts] : [scope];
	const names = all.flatMap((it) => {
		const { name, aliases } = namesOf(it);
		return name === null ? aliases : [name, ...aliases];
	});
	return [...new Set(names)].filter((name) => /^(?:\*\.)?[\w.:-]+$/u.test(name));
}

function editTrust(scope: Scope, trust: TrustOf, files: TlsFiles): void {
	const [file] = ofServer(scope, 'sslcacertificatefile').slice(-1);
	const [folder] = ofServer(scope, 'sslcacertificatepath').slice(-1);
	const own = [file, folder].flatMap((it) => (it === undefined ? [] : [trust.named(it)]));
	const pem = [...new Set(own)].map((it) => it.pem).join('');
	for (const directive of ofServer(scope, 'sslcacertificatefile', 'sslcacertificatepath')) {
		const isOne = directive === (file ?? folder);
		directive.file.replace(
			directive,
			isOne ? `SSLCACertificateFile "${files.write('client-ca.pem', pem)}"` : '',
		);
	}
	// What is announced is what is trusted, whatever file says so.
	const announced = ofServer(scope, 'sslcadnrequestfile', 'sslcadnrequestpath');
	for (const directive of announced) {
		const path = files.write('announced.pem', trust.of(scope).first.pem);
		directive.file.replace(
			directive,
			directive === announced[0] ? `SSLCADNRequestFile "${path}"` : '',
		);
	}
	const lists = ofServer(scope, 'sslcarevocationfile', 'sslcarevocationpath');
	for (const directive of lists) {
		const { authorities, first } = trust.of(scope);
		const all = authorities.length === 0 ? [first] : authorities;
		const path = files.write('lists.pem', all.map((it) => it.lists()).join(''));
		directive.file.replace(
			directive,
			directive === lists[0] ? `SSLCARevocationFile "${path}"` : '',
		);
	}
}

/** The responder of a run is named in its certificates; any other knows nothing of them. */
function editOcsp(scope: Scope): readonly string[] {
	const others = ofServer(
		scope,
		'sslocspdefaultresponder',
		'sslocspoverrideresponder',
		'sslocspproxyurl',
		'sslocsprespondercertificatefile',
		'sslstaplingforceurl',
	);
	return others.map((directive) => {
		directive.file.replace(directive, '');
		return `${whereIs(directive)}: ${directive.name} is left out: certificates of the lab name a responder of their own`;
	});
}

/** `SSLOpenSSLConfCmd DHParameters`: parameters of the server's own are no matter of clients. */
function editMissingParameters(scope: Scope): readonly string[] {
	return ofServer(scope, 'sslopensslconfcmd').flatMap((directive) => {
		if (directive.values[0]?.toLowerCase() !== 'dhparameters') return [];
		directive.file.replace(directive, '');
		return [`${whereIs(directive)}: DHParameters is left out`];
	});
}

/** Whether TLS is spoken in that scope: `https` behind `Listen` alone does not do. */
export function hasTls(scope: Scope, main: Scope): boolean {
	const said = inForce(scope, main, 'sslengine');
	return said !== null && isOn(said);
}
