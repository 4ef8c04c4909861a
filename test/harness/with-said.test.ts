import { expect } from 'chai';
import { describe, it } from 'mocha';
import { withSaid } from '../../harness/with-said.ts';
import { sampleConnection, sampleFinding, sampleRun } from '../reports/sample-run.ts';

describe("the server's own words", () => {
	const opened = (port: number, at: number) => sampleConnection({ opened: { port, at } });
	const finding = (id: string, ...connections: readonly ReturnType<typeof opened>[]) =>
		sampleFinding({
			id,
			reason: null,
			observation: {
				// The tests below give at least one.
				connections: connections as [ReturnType<typeof opened>],
				again: null,
				retries: 0,
			},
		});
	const reasons = (run: ReturnType<typeof sampleRun>) =>
		Object.fromEntries(run.findings.map(({ id, reason }) => [id, reason]));

	it('belong to the connection that was made from that port', () => {
		const run = sampleRun([
			finding('a/one', opened(1001, 5000)),
			finding('a/two', opened(1002, 5000)),
		]);
		const told = withSaid(run, [{ port: 1002, at: 5040, reason: 'CERT_HAS_EXPIRED' }]);
		expect(reasons(told)).to.deep.equal({ 'a/one': null, 'a/two': 'CERT_HAS_EXPIRED' });
		expect(told.findings[1]?.observation?.connections[0].said).to.equal('CERT_HAS_EXPIRED');
	});

	it('are told apart by time where a port was used twice', () => {
		const run = sampleRun([
			finding('a/one', opened(1001, 5000)),
			finding('a/two', opened(1001, 9000)),
		]);
		const told = withSaid(run, [
			{ port: 1001, at: 5020, reason: 'first' },
			{ port: 1001, at: 9020, reason: 'second' },
		]);
		expect(reasons(told)).to.deep.equal({ 'a/one': 'first', 'a/two': 'second' });
	});

	it('are told apart where a port is used again at once', () => {
		const run = sampleRun([
			finding('a/one', opened(1001, 5000)),
			finding('a/two', opened(1001, 5400)),
		]);
		const told = withSaid(run, [{ port: 1001, at: 5004, reason: 'NONE' }]);
		expect(reasons(told)).to.deep.equal({ 'a/one': 'NONE', 'a/two': null });
	});

	it('count where the log has whole seconds only', () => {
		const run = sampleRun([finding('a/one', opened(1001, 5900))]);
		expect(reasons(withSaid(run, [{ port: 1001, at: 5000, reason: 'x' }]))).to.deep.equal({
			'a/one': 'x',
		});
	});

	it('are those of the deciding connection, the last ones', () => {
		const run = sampleRun([finding('a/one', opened(1001, 5000), opened(1002, 5100))]);
		const told = withSaid(run, [
			{ port: 1001, at: 5010, reason: 'of the first' },
			{ port: 1002, at: 5110, reason: 'early' },
			{ port: 1002, at: 5120, reason: 'late' },
		]);
		expect(reasons(told)).to.deep.equal({ 'a/one': 'late' });
	});

	it('do not replace a reason that the answer gave, nor come from before the connection', () => {
		const given = sampleFinding({ ...finding('a/one', opened(1001, 5000)), reason: 'in the body' });
		const told = withSaid(sampleRun([given, finding('a/two', opened(1002, 9000))]), [
			{ port: 1001, at: 5010, reason: 'in the log' },
			{ port: 1002, at: 5000, reason: 'of somebody else' },
		]);
		expect(reasons(told)).to.deep.equal({ 'a/one': 'in the body', 'a/two': null });
	});

	it('are not those of whom has the port later', () => {
		const run = sampleRun([finding('a/one', opened(1001, 5000))]);
		const told = withSaid(run, [{ port: 1001, at: 8000, reason: 'of another connection' }]);
		expect(reasons(told)).to.deep.equal({ 'a/one': null });
	});

	it('are bounded', () => {
		const run = sampleRun([finding('a/one', opened(1001, 5000))]);
		const [told] = withSaid(run, [{ port: 1001, at: 5000, reason: 'x'.repeat(9000) }]).findings;
		expect(told?.reason).to.have.lengthOf(200);
	});
});
