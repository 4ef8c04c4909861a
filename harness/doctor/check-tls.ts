import { allVersions } from '../preflight.ts';
import type { ConnectionObservation } from '../observation.ts';
import { type Check, ok, problem, warning } from './check.ts';
import type { Seen } from './seen.ts';

/** Which TLS versions the target speaks; nothing where there is no connection. */
export function checkTls({ facts, options, isInconclusive }: Seen): readonly Check[] {
	const looked = [...facts.versions].map(([tls, version]) => ({ tls: tlsText(tls), version }));
	const offered = looked.filter(({ version }) => version.kind === 'offered').map(({ tls }) => tls);
	const others = looked.flatMap(({ tls, version }) =>
		version.kind === 'offered' ? [] : [{ tls, version, because: version.because }],
	);
	const unclear = others.filter(({ version }) => version.kind === 'unknown');
	const [first] = unclear;
	if (offered.length === 0 && first?.version.kind === 'unknown') {
		const { observation } = first.version.greeting;
		if (!observation.events.some(({ name }) => name === 'tcp connected')) return [];
		return [problem('tls', speech(observation) ?? first.because, ...todo(observation))];
	}
	const says = [
		...(offered.length === 0 ? [] : [`it speaks ${offered.join(' and ')}`]),
		...others.map(({ tls, because }) => `${tls}: ${because}`),
	].join('; ');
	const isMissed = options.tls !== null && others.length > 0;
	if (isMissed || unclear.length > 0) {
		const state = isInconclusive ? problem : warning;
		return [state('tls', says, ...(isMissed ? [dropVersionHint] : []))];
	}
	const isAll = offered.length === allVersions.length;
	return [
		ok('tls', isAll || options.tls !== null ? says : `${says}, so that nothing is tested on it`),
	];
}

function tlsText(version: string): string {
	return version.replace('TLSv', 'TLS ');
}

function speech({ peerSpeaks, ending }: ConnectionObservation): string | null {
	if (ending !== 'not-tls') return null;
	return peerSpeaks === 'http'
		? 'it speaks HTTP without TLS on this port'
		: 'it speaks something that is neither TLS nor HTTP on this port';
}

function todo({ ending, alert }: ConnectionObservation): readonly string[] {
	if (ending === 'not-tls') return ['name the port on which it speaks TLS'];
	return alert?.name === 'unrecognized_name' || alert?.name === 'handshake_failure'
		? ['--servername NAME says which name to ask for']
		: ['the log of the target says why: it was sent nothing but a sound ClientHello'];
}

const dropVersionHint = 'leave --tls out, and what the target does not offer is left out too';
