/** Asks every location once with and once without a certificate: who gets what. */
import { refusingStatuses } from '../classify.ts';
import type { Finding, LocationSummary } from '../finding.ts';
import { noCertificate, validControl } from '../plan.ts';
import { startRun } from '../run.ts';
import type { LabAuthorities } from './authorities.ts';
import type { LabLocation, LabServer } from './lab.ts';
import type { LabSettings } from './lab-settings.ts';
import { serverRun } from './server-run.ts';

export type Access = LocationSummary['access'];

/** A location and what a survey found there. */
export interface Surveyed {
	readonly location: LabLocation;
	readonly access: Access;
	/** One sentence. */
	readonly because: string;
}

/** Surveys a server; locations that are judged alike are asked in one go. */
export async function survey(
	server: LabServer,
	settings: LabSettings,
	authorities: Pick<LabAuthorities, 'trust'>,
	signal: AbortSignal,
): Promise<readonly Surveyed[]> {
	const surveyed: Surveyed[] = [];
	for (const alike of judgedAlike(server.locations)) {
		const [first] = alike;
		const paths = [...new Set(alike.map(({ path }) => path))];
		const part = { paths, openPaths: [], acceptIf: first.acceptIf };
		const options = {
			...serverRun(server, part, settings, authorities),
			only: [validControl, noCertificate],
			skip: [],
			profile: 'default',
			vhosts: [],
			listeners: [],
			strictAlerts: false,
		} as const;
		const { planned } = await startRun(options, signal);
		const findings = await Promise.all(planned.map(({ finding }) => finding));
		for (const location of alike) {
			surveyed.push({ location, ...accessOf(findings, location.path) });
		}
	}
	return server.locations.flatMap((it) => surveyed.filter(({ location }) => location === it));
}

/** Locations of which one rule says who was taken for good, together. */
export function judgedAlike<L extends Pick<LabLocation, 'acceptIf'>>(
	locations: readonly L[],
): readonly (readonly [L, ...L[]])[] {
	const groups = new Map<string, [L, ...L[]]>();
	for (const it of locations) {
		const rule = JSON.stringify(it.acceptIf, (_, value: unknown) =>
			value instanceof RegExp ? String(value) : value,
		);
		const group = groups.get(rule);
		if (group === undefined) groups.set(rule, [it]);
		else group.push(it);
	}
	return [...groups.values()];
}

/** What the findings of a survey say of a path. Pure. */
export function accessOf(
	findings: readonly Finding[],
	path: string,
): Pick<Surveyed, 'access' | 'because'> {
	const of = (id: string): readonly Finding[] =>
		findings.filter((it) => it.id === id && it.path === path && it.outcome !== 'skipped');
	const asked = of(validControl);
	const seen = asked.map((valid) =>
		accessOnVersion(
			valid,
			of(noCertificate).find(({ tls }) => tls === valid.tls),
		),
	);
	// Where nobody is asked for a certificate none is shown.
	for (const bare of of(noCertificate)) {
		if (bare.verdict !== 'accept' || asked.some(({ tls }) => tls === bare.tls)) continue;
		seen.push({ access: 'open', because: `${shown(bare)} without being asked for a certificate` });
	}
	// Who is not asked for a certificate shows none.
	const [unasked] = seen.length === 0 ? of(noCertificate) : [];
	if (unasked?.verdict === 'accept') {
		return { access: 'open', because: `${shown(unasked)}; no certificate is asked for` };
	}
	// A server is as open as its most open version.
	const worst = order.find((access) => seen.some((it) => it.access === access));
	return (
		seen.find(({ access }) => access === worst) ?? {
			access: 'unknown',
			because: 'nothing could be asked',
		}
	);
}

function accessOnVersion(
	valid: Finding,
	bare: Finding | undefined,
): Pick<Surveyed, 'access' | 'because'> {
	const answers = `${shown(valid)} with a valid certificate, ${bare === undefined ? 'nothing' : shown(bare)} without`;
	if (bare?.verdict === 'accept') return { access: 'open', because: answers };
	if (valid.verdict === 'accept' && bare?.verdict === 'reject') {
		return { access: 'protected', because: answers };
	}
	const isAlike = valid.status !== null && valid.status === bare?.status;
	if (isAlike && !refusingStatuses.includes(valid.status)) {
		return { access: 'same-for-everybody', because: `HTTP ${valid.status} to everybody` };
	}
	if (isAlike || valid.message.includes('was refused') || valid.verdict === 'reject') {
		return { access: 'closed', because: `${answers}: ${valid.message}` };
	}
	return { access: 'unknown', because: valid.message };
}

function shown({ status, alert, code, observation }: Finding): string {
	if (status !== null) return `HTTP ${status}`;
	if (alert !== null) return `alert ${alert.name}`;
	return observation?.connections.at(-1)?.ending ?? code ?? 'nothing';
}

const order: readonly Access[] = ['open', 'unknown', 'closed', 'same-for-everybody', 'protected'];
