/** What the user said of the house that the target lives in: other names, paths, listeners. */
import { isDeepStrictEqual } from 'node:util';
import type { Need, Vhost } from '../fixtures/variant.ts';
import type { Missing } from './materials.ts';
import type { GivenVhost, HostPort } from './options.ts';
import type { Several } from './several.ts';

/** The other ways to the server of the target. */
export interface House {
	/** The port that serves all names. */
	readonly port: number;
	readonly vhosts: readonly GivenVhost[];
	readonly openPaths: readonly string[];
	readonly listeners: readonly HouseListener[];
}

/** A listener whose address is known. */
export interface HouseListener {
	/** As the user wrote it. */
	readonly name: string;
	readonly address: HostPort;
	readonly plaintext: boolean;
}

/** A target of which nothing more is known. */
export const emptyHouse: House = { port: 443, vhosts: [], openPaths: [], listeners: [] };

/** The materials that a house brings; what it has none of is left out. */
export function houseMaterials({ port, vhosts, openPaths, listeners }: House): Several {
	const named = (kind: GivenVhost['kind']): readonly { name: string; it: Vhost }[] =>
		vhosts
			.filter((it) => it.kind === kind)
			.map(({ name }) => ({
				name,
				it: { name, authority: port === 443 ? name : `${name}:${port}` },
			}));
	const listening = (plaintext: boolean): readonly { name: string; it: HostPort }[] =>
		listeners
			.filter((it) => it.plaintext === plaintext)
			.map(({ name, address }) => ({ name, it: address }));
	return present({
		openVhost: named('open'),
		otherVhost: named('protected'),
		openPath: openPaths.map((path) => ({ name: path, it: path })),
		tlsListener: listening(false),
		plainListener: listening(true),
	});
}

function present(several: Several): Several {
	return Object.fromEntries(
		Object.entries(several).filter(([, given]) => !isDeepStrictEqual(given, [])),
	);
}

/** Why a house lacks something, and which option would bring it. */
export const houseMissing: readonly (readonly [Need, Missing])[] = [
	[
		'openVhost',
		{
			because: 'no name was given that the same port serves to everybody',
			unlock: '--vhost NAME=open',
		},
	],
	[
		'otherVhost',
		{
			because: 'no other protected name of the same port was given',
			unlock: '--vhost NAME=protected',
		},
	],
	['openPath', { because: 'no path was given that is served to everybody', unlock: '--open PATH' }],
	[
		'tlsListener',
		{ because: 'no other TLS listener of the server was given', unlock: '--listener https://…' },
	],
	[
		'plainListener',
		{ because: 'no plain HTTP listener of the server was given', unlock: '--listener http://…' },
	],
];
