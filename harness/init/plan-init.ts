/** What `init` is going to write, decided before a byte is written. */
import { stat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tool } from '../tool.ts';
import { UsageError } from '../usage-error.ts';
import type { CiContents } from './ci-contents.ts';
import { configText } from './config-text.ts';
import type { FoundServers } from './found-servers.ts';
import { githubWorkflow } from './github-workflow.ts';
import { gitlabFile, gitlabInclude, gitlabJobs } from './gitlab-jobs.ts';
import { ignoringMore } from './ignored.ts';

/** The CI systems that files can be written for. */
export const ciSystems = ['github', 'gitlab'] as const;
export type CiSystem = (typeof ciSystems)[number];

export interface InitOrder {
	readonly root: string;
	readonly url: string | null;
	/** `null`: those that the folder shows. */
	readonly ci: readonly CiSystem[] | null;
	/** Whether a config or CI file of an earlier `init` may be written anew. */
	readonly force: boolean;
	readonly found: FoundServers;
}

export interface InitPlan {
	readonly files: readonly PlannedFile[];
	/** What is left to the user, a sentence or a few lines each. */
	readonly toDo: readonly string[];
}

export interface PlannedFile {
	/** Relative to the folder. */
	readonly path: string;
	readonly text: string;
	readonly change: 'written' | 'added to';
}

/** @throws UsageError naming every file that is there already and would be written. */
export async function planInit({ root, url, ci, force, found }: InitOrder): Promise<InitPlan> {
	const read = (path: string): Promise<string | null> => textOf(join(root, path));
	const others = (await Promise.all(otherConfigs.map(read))).flatMap((text, index) =>
		text === null ? [] : [otherConfigs[index]],
	);
	if (others.length > 0) {
		throw new UsageError(
			`init: there is a config file already: ${others.join(', ')}`,
			`of several none is read: move it away first`,
		);
	}
	const systems = ci ?? (await shownSystems(root));
	const contents: CiContents = {
		servers: found.servers,
		hasUrl: url !== null,
		hasLockFile: (await read('package-lock.json')) !== null,
		npx: `npx --yes ${tool.name}@${tool.version}`,
	};
	const ciFile = await read('.gitlab-ci.yml');
	const files: PlannedFile[] = [
		{ path: configFile, text: configText({ url, schema }), change: 'written' },
	];
	if (systems.includes('github')) {
		files.push({ path: workflowFile, text: githubWorkflow(contents), change: 'written' });
	}
	if (systems.includes('gitlab')) {
		files.push({ path: gitlabFile, text: gitlabJobs(contents), change: 'written' });
		if (ciFile === null)
			files.push({ path: '.gitlab-ci.yml', text: gitlabInclude, change: 'written' });
	}
	await refuseExisting(root, files, force);
	const ignored = await read('.gitignore');
	const ignoring = ignoringMore(ignored);
	if (ignoring !== null) {
		files.push({
			...{ path: '.gitignore', text: ignoring },
			change: ignored === null ? 'written' : 'added to',
		});
	}
	const lacksInclude =
		systems.includes('gitlab') && ciFile !== null && !ciFile.includes(gitlabFile);
	return {
		files,
		toDo: [
			...((await isBelowGit(root)) && systems.length > 0
				? ['this is no root of a repository: CI files are looked for there only']
				: []),
			...(systems.length === 0 && ci === null
				? ['no CI system was recognised: --ci github or --ci gitlab']
				: []),
			...(lacksInclude ? [`add to .gitlab-ci.yml:\n\n${gitlabInclude}`] : []),
		],
	};
}

async function refuseExisting(
	root: string,
	files: readonly PlannedFile[],
	force: boolean,
): Promise<void> {
	if (force) return;
	const there = await Promise.all(files.map(({ path }) => exists(join(root, path))));
	const existing = files.filter((_, index) => there[index]).map(({ path }) => path);
	if (existing.length === 0) return;
	throw new UsageError(
		`init: there already: ${existing.join(', ')}; nothing was written`,
		'--force writes them anew',
	);
}

async function shownSystems(root: string): Promise<readonly CiSystem[]> {
	const marks = { github: '.github', gitlab: '.gitlab-ci.yml' } as const;
	const shown = await Promise.all(ciSystems.map((system) => exists(join(root, marks[system]))));
	return ciSystems.filter((_, index) => shown[index]);
}

/** Whether the repository begins further up. */
async function isBelowGit(root: string): Promise<boolean> {
	if (await exists(join(root, '.git'))) return false;
	for (let folder = dirname(root); folder !== dirname(folder); folder = dirname(folder)) {
		if (await exists(join(folder, '.git'))) return true;
	}
	return false;
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}

async function textOf(path: string): Promise<string | null> {
	return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return null;
		throw new UsageError(`init: ${path} cannot be read (${error.code})`);
	});
}

const configFile = 'mtls-gauntlet.config.yaml';
const workflowFile = '.github/workflows/mtls.yml';
const schema = `https://unpkg.com/${tool.name}@${tool.version}/schema/config.json`;
const otherConfigs = ['json', 'yml', 'js', 'mjs', 'ts', 'mts'].map(
	(extension) => `mtls-gauntlet.config.${extension}`,
);
