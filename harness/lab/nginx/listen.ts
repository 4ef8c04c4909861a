/** The `listen` directives: what they say, and which port of the sandbox stands for each address. */
import { UsageError } from '../../usage-error.ts';
import { argument, type Directive, whereOf } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { own, setting } from './tree.ts';

/** An address that a server block listens on. */
export interface Listen {
	/** `null` where nothing is written, and nginx listens on port 80 of everything. */
	readonly directive: Directive | null;
	readonly server: ConfNode;
	/** Equal for what is one socket: `*:443`, `[::]:443`, `unix:/run/app.sock`. */
	readonly address: string;
	/** That of the URL. */
	readonly port: number;
	readonly family: 'ipv4' | 'ipv6' | 'unix';
	readonly isTls: boolean;
	readonly isDefault: boolean;
	readonly isUdp: boolean;
	readonly isQuic: boolean;
}

/**
 * Everything that a server block listens on.
 * @throws UsageError for an address that nginx would refuse: the copy has another one in its place.
 */
export function listensOf(server: ConfNode): readonly Listen[] {
	const written = own(server, 'listen').map(({ directive }) => readListen(directive, server));
	if (written.length > 0 || server.parent?.directive.name !== 'http') return written;
	return [{ ...plain, directive: null, server, address: '*:80', port: 80, family: 'ipv4' }];
}

function readListen(directive: Directive, server: ConfNode): Listen {
	const options = directive.args.slice(1).map(({ value }) => value);
	const wrong = wrongAddress(argument(directive, 0));
	if (wrong !== null) throw new UsageError(`${whereOf(directive)}: listen: ${wrong}`);
	const isTls =
		options.includes('ssl') || options.includes('quic') || setting(server, 'ssl') === 'on';
	return {
		directive,
		server,
		...readAddress(argument(directive, 0), isTls),
		isTls,
		isDefault: options.includes('default_server') || options.includes('default'),
		isUdp: options.includes('udp'),
		isQuic: options.includes('quic'),
	};
}

/** `null` where nginx would listen there; what a template still has to fill counts as good. */
function wrongAddress(text: string): string | null {
	if (text.startsWith('unix:') || text.includes('$')) return null;
	const [, host = '', ports = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/su.exec(text) ?? [];
	const isPort = !text.includes(':') && /^\d/u.test(text) && !text.includes('.');
	const [written, shown] = isPort ? [text, text] : [ports, text];
	if (written === '' && !text.endsWith(':')) return host === '' ? 'no address' : null;
	const isGood = written.split('-').every((it) => /^\d+$/u.test(it) && +it >= 1 && +it <= 65535);
	return isGood ? null : `invalid port in ${JSON.stringify(shown)}`;
}

function readAddress(text: string, isTls: boolean): Pick<Listen, 'address' | 'port' | 'family'> {
	if (text.startsWith('unix:')) return { address: text, port: isTls ? 443 : 80, family: 'unix' };
	// Of a range the first port stands for all.
	const [, six] = /^(\[[^\]]*\])/u.exec(text) ?? [];
	const rest = six === undefined ? text : text.slice(six.length);
	const [, host = '', digits = ''] =
		/^(?:([^:]*?):)?(\d+)(?:-\d+)?$/u.exec(six === undefined ? rest : `x${rest}`) ?? [];
	const port = digits === '' ? 80 : Number(digits);
	if (six !== undefined) return { address: `${six}:${port}`, port, family: 'ipv6' };
	const name = digits === '' ? text : host;
	const isAny = name === '' || name === '*' || name === '0.0.0.0';
	return { address: `${isAny ? '*' : name}:${port}`, port, family: 'ipv4' };
}

const plain = { isTls: false, isDefault: false, isUdp: false, isQuic: false } as const;
