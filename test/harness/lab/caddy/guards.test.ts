import { expect } from 'chai';
import { describe, it } from 'mocha';
import { guardAt, isProxiedAt } from '../../../../harness/lab/caddy/guards.ts';
import { routesFor } from '../../../../harness/lab/caddy/sites.ts';

const nobody = { vars: { '{http.request.tls.client.subject}': [''] } };
const proxy = { handler: 'reverse_proxy' };
const refusal = { handler: 'static_response', status_code: 403 };
const inside = (...routes: readonly object[]): object => ({ handler: 'subroute', routes });

describe('what routes of Caddy do with certificates', () => {
	it('is a guard where who has none is refused, and at these paths alone', () => {
		const routes = [
			{ match: [{ ...nobody, path: ['/admin/*'] }], handle: [refusal] },
			{ handle: [inside({ handle: [proxy] })] },
		];
		expect(guardAt(routes, '/Admin/x')).to.equal('refusal');
		expect(guardAt(routes, '/')).to.equal(null);
		const but = [{ match: [{ ...nobody, not: [{ path: ['/open'] }] }], handle: [refusal] }];
		expect([guardAt(but, '/open'), guardAt(but, '/')]).to.deep.equal([null, 'refusal']);
	});

	it('is a guard where certificates alone are served, unless others are served behind it', () => {
		const some = { match: [{ not: [nobody] }], handle: [inside({ handle: [proxy] })] };
		expect(guardAt([some], '/')).to.equal('empty answer');
		expect(guardAt([some, { handle: [inside({ handle: [refusal] })] }], '/')).to.equal('refusal');
		expect(guardAt([some, { handle: [inside({ handle: [proxy] })] }], '/')).to.equal(null);
	});

	it('is told what is behind it only where something is', () => {
		const routes = [
			{ match: [{ path: ['/health'] }], handle: [{ handler: 'static_response' }] },
			{ match: [{ header: { Upgrade: ['websocket'] } }], handle: [{ handler: 'file_server' }] },
			{ handle: [proxy] },
		];
		expect(isProxiedAt(routes, '/health')).to.equal(false);
		expect(isProxiedAt(routes, '/')).to.equal(true);
	});

	it('is that of one name of a wildcard', () => {
		const named = (host: string): object => ({ match: [{ host: [host] }], handle: [proxy] });
		const server = {
			routes: [
				{
					match: [{ host: ['*.example.com'] }],
					handle: [inside(named('a.example.com'), named('b.example.com'))],
				},
			],
		};
		expect(JSON.stringify(routesFor(server, 'a.example.com'))).not.to.include('b.example.com');
	});
});
