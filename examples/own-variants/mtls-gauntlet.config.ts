import { defineConfig } from 'mtls-gauntlet';

export default defineConfig({
	variants: 'variants.ts',
	identity: 'dn:O=ACME,OU=warehouse,CN=scanner 1',
	suites: {
		smoke: { only: ['presence/no-certificate', 'acme'], tls: '1.3' },
		nightly: { failOn: 'low', profile: 'rfc5280' },
	},
});
