/** Proxies of this machine that leave to clients what an application behind them trusts. */
import type { Mutant } from '../../fixtures/endpoints/mutants/mutant.ts';
import { startHaproxyHeader } from '../../test/servers/header-trusting/haproxy.ts';
import { startNginxHeader } from '../../test/servers/header-trusting/nginx.ts';
import { serverMutant } from './server-mutants.ts';

/** Every mutant of the family `header` that is a server of its own. */
export const headerServerMutants: readonly Mutant[] = [
	serverMutant('nginx', 'header-for-certificates', {
		missing: '`proxy_set_header` writes the result for good certificates only',
		caughtBy: ['header/nginx'],
		start: (tls) => startNginxHeader({ ...tls, trusts: 'verify', header: 'set-for-certificates' }),
	}),
	serverMutant('nginx', 'forgotten-header', {
		missing: 'the application reads X-Forwarded-Client-Cert as well, which nobody removes',
		caughtBy: ['header/xfcc'],
		start: (tls) =>
			startNginxHeader({ ...tls, trusts: 'verify', header: 'always-set', alsoTrusts: 'xfcc' }),
	}),
	serverMutant('haproxy', 'underscores', {
		missing: '`del-header` takes the hyphens away, and the application reads underscores too',
		caughtBy: ['header/underscores'],
		start: (tls) =>
			startHaproxyHeader({ ...tls, trusts: 'verify', header: 'always-set', names: 'cgi' }),
	}),
];
