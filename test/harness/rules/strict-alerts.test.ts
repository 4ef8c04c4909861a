/** Rule 11. */
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findVariant } from '../../../fixtures/catalogue.ts';
import { alertOf } from '../../../harness/alert.ts';
import { exitCode } from '../../../harness/conclude.ts';
import type { Run } from '../../../harness/finding.ts';
import { judge } from '../../../harness/judge.ts';
import { rejudge } from '../../../harness/rejudge.ts';
import type { Verdict } from '../../../harness/verdict.ts';
import type { HostileServer } from '../../hostile/hostile-server.ts';
import { findingOf } from '../findings-of.ts';
import { runAgainst } from '../lab.ts';
import { startOwn, withServer } from '../own-server.ts';
import { startRelay } from '../relay.ts';

const expired = { expect: 'reject', alerts: ['certificate_expired'] } as const;
const refused: Verdict = { kind: 'reject', layer: 'tls', because: 'refused with an alert' };

describe('rule 11: verdict strict, code recorded', () => {
	for (const [alert, strict, outcome] of [
		[48, false, 'conforms'],
		[48, true, 'deviates'],
		[45, true, 'conforms'],
		[null, true, 'conforms'],
	] as const) {
		it(`alert ${alert}, ${strict ? 'asserted' : 'recorded'}: ${outcome}`, () => {
			const shown = alert === null ? null : alertOf(alert);
			expect(judge(refused, expired, shown, strict).outcome).to.equal(outcome);
		});
	}

	it('where no alert is known to fit, none is asserted', () => {
		const any = { expect: 'reject', alerts: [] } as const;
		expect(judge(refused, any, alertOf(80), true).outcome).to.equal('conforms');
	});

	it('a refusal that may be one way or the other still has its alert asserted', () => {
		const either = { ...expired, expect: 'either' } as const;
		expect(judge(refused, either, alertOf(80), true).outcome).to.equal('deviates');
		expect(judge(refused, either, alertOf(80), false).outcome).to.equal('conforms');
	});

	it('in a run: an alert that does not fit is recorded, and fails only when it is asked for', async () => {
		await withServer(startOwn(), async ({ port }) => {
			const against = (strictAlerts: boolean): Promise<Run> =>
				withServer(startAlertChanger(port, 40, 80), (changer) =>
					runAgainst(changer.port, { only: ['presence'], tls: ['TLSv1.2'], strictAlerts }),
				);
			const lenient = await against(false);
			const alert = { number: 80, name: 'internal_error' };
			expect(findingOf(lenient, 'presence/no-certificate').alert).to.deep.equal(alert);
			expect(exitCode(lenient)).to.equal(0);

			const strict = await against(true);
			const finding = findingOf(strict, 'presence/no-certificate');
			expect(finding).to.include({ verdict: 'reject', outcome: 'deviates', fails: true });
			const variant = findVariant('presence/no-certificate');
			const fitting = variant?.kind === 'probe' ? variant.alerts : [];
			expect(finding.message).to.contain('internal_error').and.contain(fitting.join(' or '));
			expect(exitCode(strict)).to.equal(1);

			const again = rejudge(lenient, { failOn: 'medium', strictAlerts: true });
			expect(exitCode(again)).to.equal(1);
		});
	});
});

/** Passes everything on to another port, but for a fatal alert that TLS 1.2 sends unprotected. */
function startAlertChanger(port: number, from: number, to: number): Promise<HostileServer> {
	// RFC 5246 §6.2.1 and §7.2: type alert, version 3.3, two octets, level fatal, description.
	const record = (description: number) => Buffer.from([21, 3, 3, 0, 2, 2, description]);
	return startRelay(port, {
		answered(bytes) {
			const at = bytes.indexOf(record(from));
			if (at >= 0) record(to).copy(bytes, at);
		},
	});
}
