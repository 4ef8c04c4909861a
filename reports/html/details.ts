/** All that is known of findings: connections, chains, commands. */
import type { Finding, Run } from '../../harness/finding.ts';
import type { ConnectionObservation } from '../../harness/observation.ts';
import { askedTexts } from '../asked-text.ts';
import { decidingConnection, expectedText, observedText, ownReason } from '../finding-text.ts';
import { sentText } from '../sent-text.ts';
import { certificateFields } from './certificate-fields.ts';
import { compareChain } from './chain-marks.ts';
import { connectionData } from './connection-data.ts';
import type { Fact, PageCertificate, PageChain, PageConnection, PageDetails } from './page-data.ts';
import { type Texts, visible } from './texts.ts';

/** Makes them one by one; chains and certificates that several share are listed once. */
export class Details {
	readonly #texts: Texts;
	readonly #run: Run;
	readonly #startedAt: Date;
	readonly #byPlace: ReadonlyMap<string, Finding>;
	readonly #chains: PageChain[] = [];
	readonly #chainAt = new Map<string, number>();
	readonly #certificates: PageCertificate[] = [];
	readonly #certificateAt = new Map<string, number | null>();

	constructor(run: Run, texts: Texts) {
		this.#run = run;
		this.#texts = texts;
		this.#startedAt = new Date(run.startedAt);
		this.#byPlace = new Map(
			run.findings.filter(isControl).map((it) => [placeKey(it, it.id, it.instance), it]),
		);
	}

	of(finding: Finding): PageDetails {
		return {
			textExpected: this.#texts.add(expectedText(finding)),
			textObserved: this.#texts.add(observedText(finding)),
			facts: visible(facts(finding)),
			connections: this.#connections(finding),
			textReproduce: finding.reproduce.map((it) => this.#texts.add(it)),
		};
	}

	lists(): {
		readonly chains: readonly PageChain[];
		readonly certificates: readonly PageCertificate[];
	} {
		return { chains: this.#chains, certificates: this.#certificates };
	}

	#connections(finding: Finding): readonly PageConnection[] {
		const { observation } = finding;
		if (observation === null) return [];
		const { connections, again } = observation;
		const shown = connections.slice(-mostConnections);
		const before = connections.length - shown.length;
		const all = [...shown, ...(again === null ? [] : [again])];
		return all.map((it, index) => {
			const nth = index + 1 + before;
			const title =
				it === again
					? 'Asked again, with the request in the tick of the handshake'
					: connections.length === 1
						? 'The connection'
						: `Connection ${nth} of ${connections.length}`;
			return visible(connectionData(it, title, this.#chain(it, finding)));
		});
	}

	#chain({ sent }: ConnectionObservation, finding: Finding): number | null {
		if (sent.sha256.length === 0) return null;
		const twin = this.#twinChain(finding);
		const key = JSON.stringify([sent.sha256, twin]);
		const known = this.#chainAt.get(key);
		if (known !== undefined) return known;
		const { links, says } = compareChain(sent.sha256, twin, this.#run.certificates ?? {});
		const chain = {
			says,
			links: links.map((link) => ({ ...link, certificate: this.#certificate(link.sha256) })),
		};
		const at = this.#chains.push(visible(chain)) - 1;
		this.#chainAt.set(key, at);
		return at;
	}

	#twinChain(finding: Finding): readonly string[] | null {
		if (finding.twin === null) return null;
		const found =
			this.#byPlace.get(placeKey(finding, finding.twin, finding.instance)) ??
			this.#byPlace.get(placeKey(finding, finding.twin, null));
		const sent = found === undefined ? undefined : decidingConnection(found)?.sent.sha256;
		return sent === undefined || sent.length === 0 ? null : sent;
	}

	#certificate(sha256: string): number | null {
		const known = this.#certificateAt.get(sha256);
		if (known !== undefined) return known;
		const { certificates = {} } = this.#run;
		const summary = Object.hasOwn(certificates, sha256) ? certificates[sha256] : undefined;
		const at =
			summary === undefined
				? null
				: this.#certificates.push(
						visible({ sha256, fields: certificateFields(summary, this.#startedAt) }),
					) - 1;
		this.#certificateAt.set(sha256, at);
		return at;
	}
}

function facts(finding: Finding): readonly Fact[] {
	const { layer, alert, code, status, observation, durationMs } = finding;
	const reason = ownReason(finding);
	const sent = sentText(finding);
	return [
		...(sent === null ? [] : [['sent', sent] as const]),
		...askedTexts(finding).map((text) => ['asked', text] as const),
		...(layer === null ? [] : [['layer', layer] as const]),
		...(alert === null ? [] : [['alert', `${alert.name} (${alert.number})`] as const]),
		...(code === null ? [] : [['code', code] as const]),
		...(status === null ? [] : [['status', `HTTP ${status}`] as const]),
		...(reason === null ? [] : [['reason of the target', reason] as const]),
		...(observation !== null && observation.retries > 0
			? [['repeated', `${observation.retries} times, as nothing could be concluded`] as const]
			: []),
		...(durationMs === 0 ? [] : [['took', `${durationMs} ms`] as const]),
	];
}

function isControl({ id, family, twin }: Finding): boolean {
	return family === 'control' || id.startsWith('control/') || twin === null;
}

function placeKey(finding: Finding, id: string, instance: string | null): string {
	const { target, servername, path, tls } = finding;
	return JSON.stringify([id, target, servername, path, tls, instance]);
}

/** Of one finding, on the page; the last decide. */
const mostConnections = 8;
