/** Twelve configs as people have them: sound ones are green, and the mistake of each is found. */
import { expect } from 'chai';
import { it } from 'mocha';
import type { LabSettings } from '../../../../harness/lab/lab-settings.ts';
import { failingIds } from '../../../run-cli.ts';
import { describeWithServer } from '../../../servers/available.ts';
import { findingsOf, idsWith } from '../../findings-of.ts';
import { hasStream } from './has-stream.ts';
import { runShape } from './run-shape.ts';

interface Shape {
	/** What is looked at beside `everywhere`. */
	readonly only?: readonly string[];
	readonly settings?: Partial<LabSettings>;
	/** Per id a part of what nginx says of it, beside that of `everywhere`. */
	readonly says?: Readonly<Record<string, string>>;
	readonly mistakes: readonly Mistake[];
}

interface Mistake {
	readonly config: string;
	/** What fails the run, no more and no less. */
	readonly finds: readonly string[];
	/** What has to be looked at for that, where the sound config has none of it. */
	readonly only?: readonly string[];
	readonly settings?: Partial<LabSettings>;
	/** Whether the nginx of this machine can do it. */
	readonly isTestable?: () => boolean;
}

/** Cheap, and enough to tell who is let in; and what nginx says of them (ngx_http_ssl_module). */
const everywhere: Readonly<Record<string, string>> = {
	'presence/no-certificate': 'NONE',
	'trust/self-signed': 'FAILED:self-signed certificate',
	'trust/wrong-root': 'FAILED:unable to verify the first certificate',
	'validity/expired': 'FAILED:certificate has expired',
};

const shapes: Readonly<Record<string, Shape>> = {
	'several-vhosts': {
		only: ['trust/refused-credential', 'vhost/unknown-host', 'vhost/open'],
		says: { 'trust/refused-credential': 'FAILED:' },
		mistakes: [
			{
				config: 'plain-http-too.conf',
				only: ['route/plain-http-listener'],
				finds: ['route/plain-http-listener'],
			},
		],
	},
	includes: {
		only: ['path/missing-intermediate'],
		settings: { tls: null },
		mistakes: [{ config: 'migrating.conf', finds: ['presence/no-certificate'] }],
	},
	'map-subject': {
		only: ['identity/bad-san', 'identity/name-prefix', 'identity/name-suffix'],
		mistakes: [
			{ config: 'default-may.conf', finds: ['identity/bad-san'] },
			{ config: 'unanchored.conf', finds: ['identity/name-prefix'] },
		],
	},
	'verify-at-http-level': {
		only: ['route/other-listener', 'path/depth-over-limit'],
		mistakes: [{ config: 'health-port-proxies.conf', finds: ['route/other-listener'] }],
	},
	'optional-per-location': {
		only: ['route/open-path', 'route/out-of-open-path'],
		mistakes: [
			{ config: 'never-equal.conf', finds: ['presence/no-certificate'] },
			{
				config: 'forgotten-location.conf',
				finds: ['presence/no-certificate'],
				settings: { protectedPaths: ['/admin/export/'] },
			},
		],
	},
	'optional-no-ca': {
		only: ['trust/impostor-root'],
		mistakes: [
			{
				config: 'only-none.conf',
				finds: ['trust/impostor-root', 'trust/self-signed', 'trust/wrong-root'],
			},
		],
	},
	'stream-block': {
		mistakes: [
			{ config: 'optional.conf', finds: ['presence/no-certificate'] },
			{
				config: 'database-optional.conf',
				finds: ['presence/no-certificate'],
				isTestable: hasStream,
			},
		],
	},
	depth: {
		only: ['path/depth-at-limit', 'path/depth-over-limit'],
		says: { 'path/depth-over-limit': 'FAILED:unable to get local issuer certificate' },
		mistakes: [{ config: 'verify-forgotten.conf', finds: ['presence/no-certificate'] }],
	},
	crl: {
		only: ['revocation/end-entity-revoked'],
		says: {
			'revocation/end-entity-revoked': 'FAILED:certificate revoked',
			// Verification stops where a list is missing.
			'trust/self-signed': 'FAILED:unable to get certificate CRL',
		},
		mistakes: [
			{
				config: 'no-list.conf',
				finds: ['revocation/end-entity-revoked'],
				settings: { revocation: 'crl' },
			},
		],
	},
	'error-pages': {
		mistakes: [{ config: 'falls-through.conf', finds: Object.keys(everywhere) }],
	},
	http2: {
		only: ['header/http2'],
		mistakes: [
			{
				config: 'one-location-forgotten.conf',
				finds: ['presence/no-certificate'],
				settings: { protectedPaths: ['/inventory.v1.Inventory/'] },
			},
		],
	},
	ipv6: {
		mistakes: [
			{
				config: 'ipv6-unguarded.conf',
				only: ['route/other-listener'],
				finds: ['route/other-listener'],
			},
		],
	},
};

describeWithServer('nginx', 'nginx configs as people have them', () => {
	for (const [shape, { only = [], settings, says = {}, mistakes }] of Object.entries(shapes)) {
		const ids = [...Object.keys(everywhere), ...only];
		const common = { tls: ['TLSv1.2'] as const, ...settings };

		it(`${shape} is green, and nginx says why it refused`, async () => {
			const run = await runShape(shape, 'nginx.conf', { ...common, only: ids });
			expect(failingIds(run)).to.deep.equal([]);
			expect(run.summary.inconclusive).to.equal(0);
			expect(idsWith(run, 'conforms')).to.include.members(ids);
			for (const [id, words] of Object.entries({ ...everywhere, ...says })) {
				for (const { reason, outcome } of findingsOf(run, id)) {
					if (outcome !== 'skipped') expect(reason, id).to.contain(words);
				}
			}
		});

		for (const { config, finds, ...different } of mistakes) {
			it(`${shape}/${config} is not`, async function mistaken() {
				if (different.isTestable?.() === false) this.skip();
				const run = await runShape(shape, config, {
					...common,
					...different.settings,
					only: [...ids, ...(different.only ?? [])],
				});
				expect(failingIds(run)).to.deep.equal([...finds].toSorted());
			});
		}
	}
});
