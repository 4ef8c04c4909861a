import { defineVariant, distinguishedName, present } from 'mtls-gauntlet';

/** Our CA signs for the office, too. The server of the orders is for the warehouse alone. */
export const ofTheOffice = defineVariant({
	id: 'acme/office-client',
	title: 'a certificate of the same CA for a client of the office',
	why: 'The office reads orders through the portal, which knows who may see what. The server itself does not.',
	fix: 'Let in subjects with OU=warehouse only.',
	cites: [
		{ section: 'Policy ACME-PKI 3.2', quote: 'Orders are served to clients of the warehouse.' },
	],
	level: 'MUST',
	severity: 'high',
	expect: 'reject',
	twin: 'control/issued',
	needs: ['issuer'],
	attempt: ({ issuer }) =>
		present(
			issuer.issue({
				subject: distinguishedName(['O', 'ACME'], ['OU', 'office'], ['CN', 'printer 4']),
			}),
		),
});

/** Printers of the warehouse have certificates without a name in them, by an old mistake. */
export const nameless = defineVariant({
	id: 'acme/nameless-printer',
	title: 'a certificate of the same CA without subjectAltName',
	why: 'Names are what the server logs and bills by. Nobody is to get in without one.',
	fix: 'Refuse what has no subjectAltName.',
	cites: [{ section: 'Policy ACME-PKI 3.3', quote: 'Every certificate has a subjectAltName.' }],
	level: 'SHOULD',
	severity: 'low',
	expect: 'reject',
	twin: 'control/issued',
	needs: ['issuer'],
	attempt: ({ issuer }) => present(issuer.issue({ subjectAltName: null })),
});
