import type { GivenListener, HostPort, Target } from '../options.ts';
import { plainName } from '../plain-name.ts';
import { UsageError } from '../usage-error.ts';
import { bareHost } from './parse-host-port.ts';
import { parsePort } from './parse-number.ts';
import { readUrl, type UrlWords } from './parse-url.ts';

/**
 * The other ways to the server of `--listener URL`.
 * @throws UsageError for one that is given twice, or is the target's own address.
 */
export function parseListeners(
	values: readonly string[],
	target: Pick<Target, 'host' | 'port' | 'connectTo'>,
): readonly GivenListener[] {
	const own = target.connectTo ?? target;
	const found: GivenListener[] = [];
	for (const value of values) {
		const listener = parseListener(value.trim());
		if (isSame(listener, own)) {
			throw new UsageError(
				`--listener ${listener.url}: is where the target is tested anyway`,
				'name another port or address of the same server',
			);
		}
		if (found.some((it) => isSame(it, listener))) {
			throw new UsageError(`--listener ${listener.url}: its port is given twice`);
		}
		found.push(listener);
	}
	return found;
}

function parseListener(written: string): GivenListener {
	const { url, shown } = readUrl(written, words);
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		throw new UsageError(`--listener: neither http nor https: ${shown}`, forms);
	}
	const plaintext = url.protocol === 'http:';
	if (url.pathname !== '/' || /[?#]/u.test(written)) {
		throw new UsageError(
			`--listener: a path, a query or a fragment in ${shown}`,
			'it is asked for the paths of the run: --path, --protected',
		);
	}
	const usual = plaintext ? 80 : 443;
	const port = url.port === '' ? usual : parsePort('--listener port', url.port);
	return { url: written, host: bareHost(url.hostname), port, plaintext };
}

function isSame(one: HostPort, other: HostPort): boolean {
	return one.port === other.port && plainName(one.host) === plainName(other.host);
}

const words: UrlWords = { prefix: '--listener: ', schemes: ['http://', 'https://'] };
const forms = 'http://HOST:PORT or https://HOST:PORT';
