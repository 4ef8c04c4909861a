/** The chain that was sent, drawn from the top down: who signs stands above who is signed. */
import type { PageChain, PageLink } from '../page-data.ts';
import { element } from './dom.ts';
import { at, type Report } from './report.ts';

/** What differs from the twin's chain is marked, by word and not by colour alone. */
export function drawChain(report: Report, chain: PageChain): HTMLElement {
	const links = chain.links.toReversed();
	const top = chain.links.at(-1);
	return element(
		'div',
		{ class: 'chain' },
		chain.says === '' ? null : element('p', {}, chain.says),
		element(
			'ol',
			{ reversed: true },
			above(report, top),
			...links.map((it, index) =>
				card(report, it, chain.links.length, index === 0 ? 'named as issuer' : relation(it)),
			),
		),
	);
}

/** Who is named as issuer of the last certificate, where that was not sent. */
function above(report: Report, top: PageLink | undefined): HTMLElement | null {
	if (top === undefined || top.certificate === null) return null;
	const { fields } = at(report.data.certificates, top.certificate);
	const issuer = fields.find(([label]) => label === 'issuer')?.[1] ?? '';
	if (issuer.endsWith('(itself)')) return null;
	return element(
		'li',
		{ class: 'unsent', value: 0 },
		element('span', { class: 'role' }, 'named as issuer, not sent'),
		' ',
		element('strong', {}, issuer),
	);
}

/** What the certificate above has to do with this one, as far as it is known. */
function relation({ facts }: PageLink): string {
	const signer = facts.find(([label]) => label === 'signed by')?.[1];
	if (signer === undefined) return 'sent above; whether it signed is not known';
	return signer.startsWith('not ') ? 'did not sign' : 'signs';
}

function card(report: Report, link: PageLink, length: number, arrow: string): HTMLElement {
	const { certificate, role, differs, sha256, facts, isExtra } = link;
	const count = Object.keys(differs).length;
	const known = certificate === null ? null : at(report.data.certificates, certificate);
	const subject = known?.fields[0]?.[1] ?? `SHA-256 ${sha256}`;
	const fields = known === null ? [] : [...known.fields, ...facts];
	const missing = Object.entries(differs).filter(
		([label]) => !fields.some(([name]) => name === label),
	);
	return element(
		'li',
		{ class: count > 0 || isExtra ? 'differs' : null },
		element('span', { class: 'arrow' }, `↓ ${arrow}`),
		element(
			'details',
			{ open: length <= mostOpen || count > 0 },
			element(
				'summary',
				{},
				element('span', { class: 'role' }, role),
				' ',
				element('strong', {}, subject),
				isExtra ? element('span', { class: 'tag defect' }, 'not in the chain of the twin') : null,
				count === 0
					? null
					: element(
							'span',
							{ class: 'tag defect' },
							`${count} ${count === 1 ? 'field differs' : 'fields differ'}`,
						),
			),
			known === null
				? element('p', {}, 'What it says does not stand in this report: only its hash is known.')
				: null,
			element(
				'dl',
				{},
				...fields.flatMap(([label, text]) => row(label, text, differs[label] ?? null)),
				...missing.flatMap(([label, twin]) => row(label, '(absent)', twin)),
				element('dt', {}, 'SHA-256'),
				element('dd', {}, element('code', {}, sha256)),
			),
		),
	);
}

function row(label: string, text: string, twin: string | null): readonly HTMLElement[] {
	if (twin === null) return [element('dt', {}, label), element('dd', {}, text)];
	return [
		element('dt', { class: 'defect' }, label),
		element(
			'dd',
			{ class: 'defect' },
			element('mark', {}, text),
			element('span', { class: 'twin' }, ` twin: ${twin === '' ? '(absent)' : twin}`),
		),
	];
}

const mostOpen = 4;
