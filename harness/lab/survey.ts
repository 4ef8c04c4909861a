/** Asks every location once with and once without a certificate: who gets what. */
import { refusingStatuses } from '../classify.ts';
import type { Finding, LocationSummary } from '../finding.ts';
import { parseRules } from '../parse-rule.ts';
import { noCertificate, validControl } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { startRun } from '../run.ts';
import type { LabAuthorities } from './authorities.ts';
import type { LabLocation, LabServer } from './lab.ts';
import type { LabSettings } from './lab-settings.ts';
import { serverRun } from './server-run.ts';

/** Who gets at a location. */
export type Access = LocationSummary['access'];

/** A location and what a survey found there. */
export interface Surveyed {
	readonly location: LabLocation;
	readonly access: Access;
	/** One sentence. */
	readonly because: string;
	/** How it turns away whoever shows no certificate, where the usual rules do not tell. */
	readonly rejectIf: readonly Rule[];
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
		const part = { paths, openPaths: [], acceptIf: first.acceptIf, rejectIf: [] };
		const options = {
			...serverRun(server, part, settings, authorities),
			only: [validControl, noCertificate],
			skip: [],
			own: [],
			profile: 'default',
			vhosts: [],
			listeners: [],
			strictAlerts: false,
		} as const;
		const { planned } = await startRun(options, signal);
		const findings = await Promise.all(planned.map(({ finding }) => finding));
		for (const location of alike) {
			const { access, because, rejectIf } = accessOf(findings, location.path);
			const rules = location.acceptIf.map(({ text }) => text).join(' or ');
			const told =
				rules === '' || access !== 'protected' ? '' : `; who is good is told by ${rules}`;
			surveyed.push({ location, access, because: `${because}${told}`, rejectIf });
		}
	}
	return server.locations.flatMap((it) => surveyed.filter(({ location }) => location === it));
}

/** Locations of which one rule says who was taken for good, and who was not, together. */
export function judgedAlike<
	L extends Pick<LabLocation, 'acceptIf'> & Partial<Pick<Surveyed, 'rejectIf'>>,
>(locations: readonly L[]): readonly (readonly [L, ...L[]])[] {
	const groups = new Map<string, [L, ...L[]]>();
	for (const it of locations) {
		const rule = JSON.stringify([it.acceptIf, it.rejectIf ?? []], (_, value: unknown) =>
			value instanceof RegExp ? String(value) : value,
		);
		const group = groups.get(rule);
		if (group === undefined) groups.set(rule, [it]);
		else group.push(it);
	}
	return [...groups.values()];
}

/** What the findings of a survey say of a path. Pure. */
export function accessOf(findings: readonly Finding[], path: string): Seen {
	const of = (id: string): readonly Finding[] =>
		findings.filter((it) => it.id === id && it.path === path && it.outcome !== 'skipped');
	const asked = of(validControl);
	const seen: Seen[] = asked.map((valid) =>
		accessOnVersion(
			valid,
			of(noCertificate).find(({ tls }) => tls === valid.tls),
		),
	);
	// Where nobody is asked for a certificate none is shown.
	for (const bare of of(noCertificate)) {
		if (bare.verdict !== 'accept' || asked.some(({ tls }) => tls === bare.tls)) continue;
		seen.push(seenAs('open', `${shown(bare)} without being asked for a certificate`));
	}
	// Who is not asked for a certificate shows none.
	const [unasked] = seen.length === 0 ? of(noCertificate) : [];
	if (unasked?.verdict === 'accept') {
		return seenAs('open', `${shown(unasked)}; no certificate is asked for`);
	}
	// A server is as open as its most open version.
	const worst = order.find((access) => seen.some((it) => it.access === access));
	const found = seen.find(({ access }) => access === worst);
	if (found === undefined) return seenAs('unknown', 'nothing could be asked');
	return { ...found, rejectIf: seen.flatMap(({ rejectIf }) => rejectIf).filter(isFirst) };
}

type Seen = Pick<Surveyed, 'access' | 'because' | 'rejectIf'>;

function seenAs(access: Access, because: string, rejectIf: Surveyed['rejectIf'] = []): Seen {
	return { access, because, rejectIf };
}

function isFirst({ text }: Rule, index: number, all: readonly Rule[]): boolean {
	return all.findIndex((it) => it.text === text) === index;
}

function accessOnVersion(valid: Finding, bare: Finding | undefined): Seen {
	const answers = `${shown(valid)} with a valid certificate, ${bare === undefined ? 'nothing' : shown(bare)} without`;
	if (bare?.verdict === 'accept') return seenAs('open', answers);
	if (valid.verdict === 'accept' && bare?.verdict === 'reject') {
		const isRefused = valid.status !== null && refusingStatuses.includes(valid.status);
		return seenAs('protected', isRefused ? `${answers}; ${nobody}` : answers);
	}
	const isAlike = valid.status !== null && valid.status === bare?.status;
	if (isAlike && !refusingStatuses.includes(valid.status)) {
		return seenAs('same-for-everybody', `HTTP ${valid.status} to everybody`);
	}
	if (isAlike || valid.message.includes('was refused') || valid.verdict === 'reject') {
		return seenAs('closed', `${answers}: ${valid.message}`);
	}
	if (bare !== undefined && isTurnedAway(valid, bare)) {
		const rejectIf = parseRules('the lab', [`status:${bare.status}`]);
		return seenAs('protected', `${answers}, which is how it refuses there`, rejectIf);
	}
	return seenAs('unknown', `${answers}: ${bare?.message ?? valid.message}`);
}

const nobody = 'whom it lets in was not seen, only that a certificate is needed to come so far';

/** Whether who shows nothing is sent elsewhere (a page to log in) or told of nothing there. */
function isTurnedAway(valid: Finding, { verdict, status }: Finding): boolean {
	if (valid.verdict !== 'accept' || verdict === 'accept' || status === null) return false;
	const isServed = valid.status !== null && valid.status >= 200 && valid.status < 300;
	return isServed && status >= 300 && status < 500 && !busyStatuses.includes(status);
}

/** The server has no time to say what it thinks of the client. */
const busyStatuses: readonly number[] = [408, 429];

function shown({ status, alert, code, observation }: Finding): string {
	if (status !== null) return `HTTP ${status}`;
	if (alert !== null) return `alert ${alert.name}`;
	return observation?.connections.at(-1)?.ending ?? code ?? 'nothing';
}

const order: readonly Access[] = ['open', 'unknown', 'closed', 'same-for-everybody', 'protected'];
