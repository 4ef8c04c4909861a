/** Reads a Dockerfile, and carries out its stages in a folder instead of in containers. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import { command } from '../packed.ts';

export interface DockerStage {
	readonly name: string;
	readonly from: string;
	readonly instructions: readonly DockerInstruction[];
}

export interface DockerInstruction {
	readonly word: string;
	readonly text: string;
}

/** The stages of a Dockerfile in order. */
export function parseDockerfile(text: string): readonly DockerStage[] {
	const lines = text
		.replaceAll(/^\s*#.*\n/gmu, '')
		.replaceAll('\\\n', ' ')
		.split('\n');
	const stages: { name: string; from: string; instructions: DockerInstruction[] }[] = [];
	for (const line of lines) {
		const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/u.exec(line.trim()) ?? [];
		if (word === 'FROM') {
			const [from = '', , name = ''] = rest.split(/\s+/u);
			stages.push({ from, name, instructions: [] });
		} else if (word !== '') stages.at(-1)?.instructions.push({ word, text: rest });
	}
	return stages;
}

/** The last instruction of a kind, as it holds in the image. */
export function lastOf({ instructions }: DockerStage, word: string): string | null {
	return instructions.findLast((it) => it.word === word)?.text ?? null;
}

/** Whether a path of the build context is left out by `.dockerignore`. */
export function ignoredBy(dockerignore: string): (path: string) => boolean {
	const patterns = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
	const matches = picomatch(patterns, { dot: true });
	return (path) =>
		path
			.split('/')
			.map((_, index, parts) => parts.slice(0, index + 1).join('/'))
			.some((it) => matches(it));
}

/** Where a build is carried out: the checkout, and a folder for every root of a stage. */
export interface DockerBuild {
	readonly context: string;
	readonly isIgnored: (path: string) => boolean;
	readonly roots: ReadonlyMap<string, string>;
}

/** Carries out COPY and RUN of a stage; `npm ci` takes the packages of the checkout. */
export async function carryOutStage(stage: DockerStage, build: DockerBuild): Promise<void> {
	const root = rootOf(build, stage.name);
	let cwd = root;
	for (const { word, text } of stage.instructions) {
		if (word === 'WORKDIR') {
			cwd = join(root, text);
			mkdirSync(cwd, { recursive: true });
		}
		if (word === 'COPY') copy(text, cwd, root, build);
		if (word !== 'RUN') continue;
		if (text.startsWith('npm ci ')) {
			symlinkSync(join(build.context, 'node_modules'), join(cwd, 'node_modules'));
		} else {
			const here = text.replaceAll(/(?<=\s)\/(?=out|opt)/gu, `${root}/`);
			// What the tests installed before need not come over the network again.
			await command('sh', ['-ec', `export npm_config_prefer_offline=true\n${here}`], cwd);
		}
	}
}

function copy(text: string, cwd: string, root: string, build: DockerBuild): void {
	const words = text.split(/\s+/u);
	const from = words[0]?.startsWith('--from=') === true ? words.shift()?.slice(7) : undefined;
	const to = words.pop() ?? '.';
	const base = from === undefined ? build.context : rootOf(build, from);
	const target = to.startsWith('/') ? join(root, to) : resolve(cwd, to);
	for (const word of words) {
		const source = join(base, word);
		if (from === undefined && build.isIgnored(word)) throw new Error(`COPY ${word}: ignored`);
		const isInto = to.endsWith('/') || words.length > 1;
		const destination = isInto ? join(target, basename(word)) : target;
		mkdirSync(dirname(destination), { recursive: true });
		cpSync(source, destination, {
			recursive: true,
			verbatimSymlinks: true,
			filter: (path) =>
				from !== undefined || !build.isIgnored(path.slice(build.context.length + 1)),
		});
	}
}

function rootOf({ roots }: DockerBuild, name: string): string {
	const root = roots.get(name);
	if (root === undefined) throw new Error(`no stage ${name}`);
	return root;
}

/** Every path below the context that would be sent to the builder, to a certain depth. */
export function contextFiles(
	{ context, isIgnored }: Pick<DockerBuild, 'context' | 'isIgnored'>,
	folder = '',
): readonly string[] {
	return readdirSync(join(context, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
		if (isIgnored(path)) return [];
		return entry.isDirectory() ? contextFiles({ context, isIgnored }, path) : [path];
	});
}

export function readText(file: string): string {
	return readFileSync(file, 'utf8');
}
