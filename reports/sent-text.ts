/** How an attempt went out: over what, with which certificates, on which of its connections. */
import { isIP } from 'node:net';
import type { Finding } from '../harness/finding.ts';
import type { ConnectionObservation } from '../harness/observation.ts';
import { decidingConnection } from './finding-text.ts';

/** What was presented. `null` for a check, which sends nothing. */
export function sentText(finding: Finding): string | null {
	const { observation, sent, title } = finding;
	if (observation === null && sent.certificates === 0) return null;
	const last = decidingConnection(finding);
	if (last?.hellos !== undefined) return title;
	const how = [
		last?.plaintext === true ? 'HTTP without TLS' : certificateMessage(finding),
		...(last === undefined ? [] : circumstances(finding, last)),
		...place(finding),
	];
	return `${title} (${how.join(', ')})`;
}

function circumstances(finding: Finding, last: ConnectionObservation): readonly string[] {
	const at = last.elsewhere === true ? [`at ${last.address}`] : [];
	return [...at, ...nameText(finding, last)];
}

/** The server_name, where it is not that of the run and a ClientHello left. */
function nameText(finding: Finding, connection: ConnectionObservation): readonly string[] {
	const { plaintext, handshake, alert, sent } = connection;
	const isShown = handshake.version !== null || alert !== null;
	const usual = isIP(finding.servername) === 0 ? finding.servername : null;
	if (plaintext === true || !isShown || sent.servername === usual) return [];
	return [sent.servername === null ? 'no server_name' : `server_name ${sent.servername}`];
}

/** Which connection it is of several, and what the one before left it. */
function place(finding: Finding): readonly string[] {
	const connections = finding.observation?.connections ?? [];
	const last = decidingConnection(finding);
	if (last === undefined || connections.length < 2) return [];
	const nth = `connection ${connections.length} of ${connections.length}`;
	const source = last.sent.sessionOf ?? connections.length - 2;
	const before = connections[source];
	if (last.sent.offeredSession !== true || before === undefined) return [nth];
	const verb = last.handshake.resumed ? 'resumes' : 'offers';
	return [
		`${nth} ${verb} the session of connection ${source + 1}: ${opening(finding, before, last)}`,
	];
}

function opening(
	finding: Finding,
	before: ConnectionObservation,
	last: ConnectionObservation,
): string {
	const { sent } = before;
	const certificates = sent.sha256.length === 0 ? 'no certificate' : counted(sent.sha256.length);
	const isElsewhere = before.address !== last.address;
	return [
		certificates,
		...(isElsewhere ? [`at ${before.address}`] : []),
		...nameText(finding, before),
	].join(', ');
}

function certificateMessage(finding: Finding): string {
	const { sent } = finding;
	if (sent.certificates > 0) return counted(sent.certificates);
	const last = decidingConnection(finding);
	return last?.sent.message === 'none' ? 'no Certificate message' : 'an empty Certificate message';
}

function counted(certificates: number): string {
	return certificates === 1 ? '1 certificate' : `${certificates} certificates`;
}
