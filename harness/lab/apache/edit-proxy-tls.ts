/** How the server itself is a client of what is behind it: with certificates and roots of the lab. */
import { createPrivateKey } from 'node:crypto';
import type { LabGround } from '../lab.ts';
import { type Directive, whereIs } from './config-tree.ts';
import type { Scope } from './scopes.ts';

/** Returns notes. */
export async function editProxyTls(
	{ directives }: Scope,
	{ authorities, sandbox }: Pick<LabGround, 'authorities' | 'sandbox'>,
): Promise<readonly string[]> {
	const notes: string[] = [];
	for (const { node } of directives) {
		switch (node.name) {
			case 'sslproxycacertificatefile':
			case 'sslproxycacertificatepath':
				node.file.replace(
					node,
					`SSLProxyCACertificateFile "${sandbox.write('tls/upstream-root.pem', authorities.serverRoot)}"`,
				);
				break;
			case 'sslproxymachinecertificatefile':
			case 'sslproxymachinecertificatepath': {
				const { cert, key } = await authorities.server([], 'ecdsa');
				// mod_ssl reads keys of its own as a client in their traditional form only.
				const plain = createPrivateKey(key).export({ type: 'sec1', format: 'pem' }).toString();
				const path = sandbox.write('tls/machine.pem', `${plain}${cert}`);
				node.file.replace(node, `SSLProxyMachineCertificateFile "${path}"`);
				break;
			}
			case 'sslproxymachinecertificatechainfile':
				node.file.replace(node, '');
				break;
			case 'sslproxycarevocationfile':
			case 'sslproxycarevocationpath':
			case 'sslproxycarevocationcheck':
				node.file.replace(node, '');
				notes.push(leftOut(node));
				break;
			default:
		}
	}
	return notes;
}

function leftOut(directive: Directive): string {
	return `${whereIs(directive)}: ${directive.name} is left out: the stand-ins behind the server are on no list`;
}
