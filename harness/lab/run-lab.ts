/** Tests every server of a lab and tells what it said itself. */
import { combineRuns } from '../combine-runs.ts';
import type { Run } from '../finding.ts';
import type { RunOptions } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { withSaid } from '../with-said.ts';
import type { LabAuthorities } from './authorities.ts';
import type { Lab, LabServer } from './lab.ts';
import { inWordsOfLab } from './lab-words.ts';
import { planServer } from './lab-plan.ts';
import type { LabSettings } from './lab-settings.ts';
import { pathsOf, withOtherPaths } from './other-paths.ts';
import { chosenServers, serverRun } from './server-run.ts';
import { survey } from './survey.ts';

/** With what a started lab is tested. */
export interface LabRunParts {
	readonly settings: LabSettings;
	readonly authorities: Pick<LabAuthorities, 'trust'>;
	readonly signal: AbortSignal;
	/** Carries out one run and shows its progress. */
	readonly carryOut: (options: RunOptions) => Promise<Run>;
}

/**
 * Surveys and tests one server after the other, then stops the lab and reads what it said.
 * @throws UsageError when nothing in the lab speaks TLS, or nothing was chosen.
 */
export async function runLab(lab: Lab, parts: LabRunParts): Promise<Run> {
	const { settings, signal } = parts;
	const servers = serversToTest(lab, settings);
	const deadline = settings.deadlineMs === null ? null : performance.now() + settings.deadlineMs;
	const runs: Run[] = [];
	for (const server of servers) {
		if (signal.aborted && runs.length > 0) break;
		const left = deadline === null ? null : Math.max(1, Math.round(deadline - performance.now()));
		runs.push(
			...(await runServer(server, servers, {
				...parts,
				settings: { ...settings, deadlineMs: left },
			})),
		);
	}
	const ended = lab.ended();
	await lab.stop();
	const run = inWordsOfLab(withSaid(combineRuns(runs), await lab.said()), lab.source, settings);
	const end = ended === null ? [] : [`the server ended in the middle of the run: ${ended}`];
	return {
		...run,
		lab: {
			source: lab.source,
			notes: [...lab.notes, ...unasked(lab, servers, settings), ...unreached(servers, runs)],
		},
		hints: [...end, ...run.hints],
	};
}

async function runServer(
	server: LabServer,
	servers: readonly LabServer[],
	{ settings, authorities, signal, carryOut }: LabRunParts,
): Promise<readonly Run[]> {
	const toTest = pathsOf(server, servers, {
		named: settings.protectedPaths,
		before: settings.before.get(server.url)?.protectedPaths ?? [],
		alsoAsk: [
			...new Set([...(settings.alsoAsk.get(server.url) ?? []), ...settings.protectedPaths]),
		],
	});
	const isElsewhere = settings.protectedPaths.length > 0 && toTest.named.length === 0;
	const whole = { ...server, locations: withOtherPaths(server, toTest) };
	const own = { ...settings, protectedPaths: toTest.named };
	const surveyed = await survey(whole, own, authorities, signal);
	const { parts, locations } = planServer(whole, surveyed, own);
	if (isElsewhere) return [];
	const runs: Run[] = [];
	for (const part of parts) {
		const run = await carryOut(serverRun(server, part, settings, authorities));
		runs.push({ ...run, targets: run.targets.map((target) => ({ ...target, locations })) });
	}
	return runs;
}

function serversToTest(lab: Lab, settings: LabSettings): readonly LabServer[] {
	const chosen = chosenServers(lab, settings);
	if (chosen.length > 0) return chosen;
	const all = [...lab.servers, ...(lab.unasked ?? [])];
	if (all.length === 0) {
		throw new UsageError(
			`${lab.source}: nothing there speaks TLS`,
			'there are no client certificates without: leave this config out',
		);
	}
	const names = all.map(({ host, port }) => `${host}:${port}`);
	throw new UsageError(
		`--server ${settings.servers.join(', ')}: ${lab.source} has no such server`,
		`there are ${[...new Set(names)].join(', ')}`,
	);
}

/** Nothing was sent to what asks nobody, unless it was chosen. */
function unasked(
	lab: Pick<Lab, 'unasked'>,
	tested: readonly LabServer[],
	{ servers }: Pick<LabSettings, 'servers'>,
): readonly string[] {
	const urls = new Set(tested.map(({ url }) => url));
	const left = (lab.unasked ?? []).filter(({ url }) => servers.length === 0 && !urls.has(url));
	if (left.length === 0) return [];
	const shown = left.slice(0, mostShown).map(({ url, where }) => `${url} (${where})`);
	const more = left.length > mostShown ? ` and ${left.length - mostShown} more` : '';
	return [`asks nobody for a certificate, and was not tested: ${shown.join(', ')}${more}`];
}

const mostShown = 8;

/** An interrupt may come before the last server. */
function unreached(servers: readonly LabServer[], runs: readonly Run[]): readonly string[] {
	const reached = new Set(runs.flatMap(({ targets }) => targets.map(({ url }) => url)));
	return servers
		.filter(({ url }) => !reached.has(url))
		.map(({ url, where }) => `${url} (${where}) was not tested: the run was interrupted before`);
}
