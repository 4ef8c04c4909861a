/** What is behind nginx and reached by two ways, of which one asks for a certificate and one does not. */
import { samples } from '../config/pattern.ts';
import type { Bench } from './bench.ts';
import { isDecidedBy, isGuardedBy, madeFrom } from './certificate-variables.ts';
import { mapsOf } from './condition.ts';
import { argument, whereOf } from './directive.ts';
import { listensOf } from './listen.ts';
import type { ConfNode } from './load-conf.ts';
import { everyLocation, isInternal, type Location, locationFor, locationsIn } from './location.ts';
import { asks } from './neighbours.ts';
import { toldUpstream } from './told-upstream.ts';
import { own, serverBlocks, setting } from './tree.ts';
import { passes, readTarget } from './upstream-target.ts';

interface Way {
	readonly pass: ConfNode;
	readonly server: ConfNode;
	readonly location: Location;
	readonly upstream: string;
	/** How paths begin when they come to the upstream. */
	readonly prefix: string;
	/** Whether they come there as they were asked for. */
	readonly isStraight: boolean;
	readonly guard: 'there' | 'none' | 'unclear';
}

/** Notes every way without a certificate to what another way asks for one. */
export function noteSharedUpstreams(bench: Bench): void {
	const ways = serverBlocks(bench.top, 'http')
		.filter((server) => !listensOf(server).every(({ address }) => ofThisMachine.test(address)))
		.flatMap((server) =>
			everyLocation(locationsIn(server))
				.filter((it) => !isInternal(it))
				.flatMap((it) => waysFrom(bench, server, it)),
		);
	const guarded = ways.filter(({ guard }) => guard === 'there');
	for (const way of ways.filter(({ guard }) => guard === 'none')) {
		const other = guarded.find((it) => it.upstream === way.upstream && leadsTo(way, it));
		if (other === undefined) continue;
		bench.note(
			way.pass.directive,
			`hands requests of everybody to ${way.upstream}; ${whereOf(other.pass.directive)} wants a certificate for that`,
		);
	}
}

function waysFrom(bench: Bench, server: ConfNode, location: Location): readonly Way[] {
	return passes
		.flatMap((name) => own(location.node, name))
		.flatMap((pass) => {
			const { authority, uri } = readTarget(pass.directive.name, argument(pass.directive, 0));
			if (authority === '' || authority.includes('$')) return [];
			const isKept = uri === '' || (location.expression === null && uri === location.pattern);
			const isStraight = isKept && own(location.node, 'rewrite').length === 0;
			const isFixed = location.expression === null && (isStraight || /^[^$]+$/u.test(uri));
			const prefix = isFixed ? (isStraight ? location.pattern : uri) : '/';
			const guard = guardOf(bench, server, location.node);
			return [{ pass, server, location, upstream: authority, prefix, isStraight, guard }];
		});
}

function guardOf({ top }: Bench, server: ConfNode, block: ConfNode): Way['guard'] {
	if (!asks(server)) return 'none';
	if (setting(server, 'ssl_verify_client') === 'on') return 'there';
	const isMade = madeFrom(top, (it) => it.startsWith('ssl_client_'));
	if (isGuardedBy(block, isMade)) return 'there';
	const isTold = toldUpstream(block, { maps: mapsOf(top), isMade }) !== null;
	return isTold || isDecidedBy(block, isMade) ? 'unclear' : 'none';
}

/** Whether a request can come by that way to what the other one leads to. */
function leadsTo(way: Way, other: Way): boolean {
	const isCovered = way.prefix.startsWith(other.prefix) || other.prefix.startsWith(way.prefix);
	if (!isCovered) return false;
	// Of one server block nginx takes another location for the path.
	const isElsewhere = way.server === other.server && way.isStraight && other.isStraight;
	return !isElsewhere || takesFrom(way, other);
}

/** Whether an expression takes paths below the prefix of another location: it is asked first. */
function takesFrom({ server, location }: Way, other: Way): boolean {
	const { expression } = location;
	if (expression === null || other.location.expression !== null) return false;
	const all = locationsIn(server);
	const below = other.location.pattern.replace(/\/?$/u, '/');
	return samples(expression)
		.flatMap((text) => [text, `index${text}`])
		.some(
			(text) => locationFor(all, `${below}${text.replace(/^\//u, '')}`)?.node === location.node,
		);
}

const ofThisMachine = /^(?:127\.|localhost:|\[::1\]:|unix:)/u;
