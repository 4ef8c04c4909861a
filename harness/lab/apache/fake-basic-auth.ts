/** `SSLOptions +FakeBasicAuth`: the subject of the certificate is the name of a user in a file. */
import { parseDistinguishedName, relativeNames } from '../../../fixtures/pki/distinguished-name.ts';
import { defaultIdentity, type Identity } from '../../../fixtures/pki/identity.ts';
import { textOf } from '../config/on-this-machine.ts';
import { cover, type Served } from './covering.ts';
import { locate } from './locate.ts';
import { allScopes, type Scope, type Scopes } from './scopes.ts';

/** Whether users are named by certificates anywhere. */
export function fakesUsers(scopes: Scopes): boolean {
	return allScopes(scopes).some(({ directives }) =>
		directives.some(({ node }) => node.name === 'ssloptions' && isFake(node.written)),
	);
}

/** The line of a file of users that lets in the clients of a lab; the password is what httpd says. */
export function userLine(): string {
	const names = relativeNames(defaultIdentity.subject).map((name) => `/${name}`);
	// crypt(3) of `password`, which mod_ssl gives every such user.
	return `${names.join('')}:xxj31ZMTZzkVA\n`;
}

/** The first user of the file that counts on that path, where users are named so there. */
export function fakeUserAt(
	path: string,
	scope: Scope,
	main: Scope,
	served: Served,
): Identity | null {
	const there = [...main.directives, ...scope.directives].filter(({ within }) =>
		cover(within, path, served),
	);
	const options = there.findLast(({ node }) => node.name === 'ssloptions');
	const file = there.findLast(({ node }) => node.name === 'authuserfile');
	if (options === undefined || file === undefined || !isFake(options.node.written)) return null;
	const name = locate(file.node.values[0] ?? '', served.places);
	const user = /^(\/[^:\n]+):/mu.exec(textOf(name) ?? '')?.[1];
	try {
		return user === undefined
			? null
			: { ...defaultIdentity, subject: parseDistinguishedName(user) };
	} catch {
		return null;
	}
}

function isFake(written: string): boolean {
	return /(?:^|\s)\+?FakeBasicAuth\b/iu.test(written);
}
