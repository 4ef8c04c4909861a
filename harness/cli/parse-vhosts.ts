import type { GivenVhost, Target } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { parseDnsName } from './parse-dns-name.ts';
import { parseWord } from './parse-word.ts';

/**
 * The other names of `--vhost NAME=protected|open`. The name that the target is tested under is none
 * of them. @throws UsageError for a name that is given twice, or said to be open and tested.
 */
export function parseVhosts(
	values: readonly string[],
	target: Pick<Target, 'host' | 'servername'>,
): readonly GivenVhost[] {
	const found = new Map<string, GivenVhost>();
	for (const value of values) {
		const vhost = parseVhost(value);
		if (found.has(vhost.name)) throw new UsageError(`--vhost ${vhost.name} is given twice`);
		found.set(vhost.name, vhost);
	}
	const own = [target.servername, target.host.replace(/\.$/u, '')];
	return [...found.values()].filter(({ name, kind }) => {
		if (!own.includes(name)) return true;
		if (kind === 'protected') return false;
		throw new UsageError(
			`--vhost ${name}=open: is the name that is tested, and nobody may get it without a certificate`,
			'the URL and --servername name what asks for certificates',
		);
	});
}

function parseVhost(value: string): GivenVhost {
	const equals = value.indexOf('=');
	if (equals < 0) {
		throw new UsageError(
			`--vhost ${JSON.stringify(value)}: does not say who gets it`,
			'NAME=protected or NAME=open',
		);
	}
	return {
		name: parseDnsName('--vhost', value.slice(0, equals)),
		kind: parseWord('--vhost', 'kind', value.slice(equals + 1).trim(), kinds),
	};
}

const kinds: readonly GivenVhost['kind'][] = ['protected', 'open'];
