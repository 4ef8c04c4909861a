import { X509Certificate } from 'node:crypto';
import { greet } from '../../probe/greet.ts';
import { allVersions } from '../../preflight.ts';
import type { LabGround, LabServer } from '../lab.ts';

/**
 * Whether what listens there shows a certificate of this lab. Between choosing a port and binding it
 * somebody else may take it: then a stranger would be tested. Who shows nothing is not told apart.
 */
export async function isOurs(
	{ connectTo, servername }: Pick<LabServer, 'connectTo' | 'servername'>,
	{ authorities, signal, startupMs }: Pick<LabGround, 'authorities' | 'signal' | 'startupMs'>,
): Promise<boolean> {
	const { anchors } = authorities.trust;
	const [root] = anchors.map((der) => new X509Certificate(der));
	for (const tls of allVersions) {
		const settings = {
			...{ address: connectTo, servername, tls },
			...{ trustAnchors: anchors, timeoutMs: startupMs },
		};
		const [shown] = (await greet(settings, signal)).serverChain;
		if (shown === undefined || root === undefined) continue;
		return isSignedBy(shown, root);
	}
	return true;
}

function isSignedBy(der: Buffer, root: X509Certificate): boolean {
	try {
		return new X509Certificate(der).verify(root.publicKey);
	} catch {
		return false;
	}
}
