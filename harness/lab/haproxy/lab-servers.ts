/** What of a HAProxy config asks for client certificates, as the harness tests it. */
import type { GivenListener, GivenVhost } from '../../options.ts';
import type { LabServer, TestedServers } from '../lab.ts';
import { isOwnMachine } from './address.ts';
import type { Bind, BoundAddress } from './bind.ts';
import { clientsOfOthers } from '../authorities.ts';
import { listenerAt, urlOf } from '../config/url-of.ts';
import { locationsByIdentity } from '../config/locations-by-identity.ts';
import { modeOf } from './config.ts';
import type { ConditionalRule } from './acl.ts';
import { identityOf, wantCertificate } from './clients.ts';
import { type Endpoint, endpointsOf, openNames } from './endpoints.ts';
import { forgeable, forwardedRule } from './forwarded.ts';
import { guardsOf, reachable } from './guards.ts';
import { hostsOf, locationsOf } from './routes.ts';
import { note, whereOf, type Work } from './work.ts';

/** Everything that speaks TLS. */
export function labServersOf(work: Work, binds: readonly Bind[]): TestedServers {
	const seen = new Set<string>();
	const distinct = binds.filter((bind) => {
		const kind = `${bind.section.kind} ${bind.section.name} ${bind.options}`;
		// A line with the same options elsewhere is another way to the same server.
		if (!bind.isTls || seen.has(kind)) return false;
		seen.add(kind);
		return true;
	});
	const tested = (doAsk: boolean): readonly LabServer[] =>
		distinct.flatMap((bind) => serversOf(bind, work, binds, doAsk));
	return { asking: tested(true), unasked: tested(false) };
}

function serversOf(
	bind: Bind,
	work: Work,
	binds: readonly Bind[],
	doAsk: boolean,
): readonly LabServer[] {
	const sections = reachable(work.config, bind.section);
	const hosts = hostsOf(sections, work);
	const endpoints = endpointsOf(bind, sections, hosts);
	const [{ labPort, port }] = bind.addresses;
	return endpoints
		.filter(({ policy }) => (policy.verify !== 'none') === doAsk)
		.flatMap((endpoint): LabServer[] => {
			const { name, policy } = endpoint;
			// Where clients are asked for certificates, HAProxy wants a CA, too.
			const ca = policy.trusted[0] ?? work.ground.authorities.of(`${work.name}: no CA`);
			const guards = guardsOf(sections, { host: name, path: null });
			const isStrict = policy.verify === 'required' && !policy.ignoresErrors;
			const acceptIf = isStrict || guards.length > 0 ? [] : forwardedRule(sections);
			if (!isStrict && guards.length === 0 && doAsk) {
				for (const field of forgeable(sections)) {
					note(
						work,
						bind.line,
						`${field} is set for some requests and removed from none: who shows no certificate can send it, so it says nothing`,
					);
				}
			}
			if (acceptIf.length > 0 && doAsk) {
				note(
					work,
					bind.line,
					`HAProxy leaves it to what is behind it whom ${name} lets in; tested is what the headers tell it: ${acceptIf.map(({ text }) => text).join(', ')}`,
				);
			}
			const guardsAt = (path: string): readonly ConditionalRule[] =>
				guardsOf(sections, { host: name, path });
			const locations = locationsOf(bind.section, sections, work, acceptIf).map((it) =>
				wantCertificate(guardsAt(it.path)) ? { ...it, isGuarded: true } : it,
			);
			// Rules let other people in at some paths: those are tested as somebody else.
			return locationsByIdentity(locations, (path) =>
				isStrict || guardsAt(path).length > 0 ? identityOf(guardsAt(path), work) : 'everybody',
			).map(([identity, group]) => ({
				url: urlOf('https', name, port ?? 443),
				host: name,
				port: port ?? 443,
				servername: name,
				connectTo: { host: '127.0.0.1', port: labPort },
				where: endpoint.where ?? whereOf(work, bind.line),
				clientCa: ca.clientCa,
				refused: clientsOfOthers(work.ground.authorities.all(), [ca, ...policy.trusted]),
				identity,
				locations: group,
				vhosts: vhostsOf(endpoint, endpoints, openNames(bind, sections, hosts)),
				listeners: listenersOf(bind, work, binds),
				verifyDepth: null,
				revocation: policy.hasLists ? 'crl' : null,
			}));
		});
}

function vhostsOf(
	{ name, policy }: Endpoint,
	endpoints: readonly Endpoint[],
	open: readonly string[],
): readonly GivenVhost[] {
	const others = endpoints.filter(
		(it) =>
			it.name !== name &&
			it.policy.verify !== 'none' &&
			!it.policy.trusted.some((ca) => policy.trusted.includes(ca)),
	);
	return [
		...others.map((it): GivenVhost => ({ name: it.name, kind: 'protected' })),
		...open.filter((it) => it !== name).map((it): GivenVhost => ({ name: it, kind: 'open' })),
	];
}

/**
 * Other ports that others than the machine itself can reach: with TLS all of them, since sessions of
 * one may be taken at another; without, those that lead to the same backends.
 */
function listenersOf(bind: Bind, work: Work, binds: readonly Bind[]): readonly GivenListener[] {
	const backends = new Set(reachable(work.config, bind.section));
	return binds.flatMap((other) => {
		const isSame = other.section === bind.section;
		const shares = reachable(work.config, other.section)
			.slice(1)
			.some((it) => backends.has(it));
		if (!isSame && !shares && !other.isTls) return [];
		// What is passed on as it comes may be TLS that ends elsewhere.
		if (!other.isTls && modeOf(other.section) !== 'http') return [];
		const [first, ...rest] = other.addresses;
		// The same port of another address of the line is no other listener.
		const further = rest.filter(({ port }) => port !== first.port);
		return (other === bind ? further : [first, ...further])
			.filter(({ address }) => !isOwnMachine(address))
			.map((it) => otherPort(it, other.isTls));
	});
}

function otherPort({ port, labPort }: BoundAddress, isTls: boolean): GivenListener {
	const place = { host: '127.0.0.1', port: labPort };
	return listenerAt({ isTls, host: 'localhost', port, place });
}
