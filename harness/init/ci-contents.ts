import type { FoundServer, LabKind } from './found-servers.ts';

/** What the CI files of `init` are made from. */
export interface CiContents {
	readonly servers: readonly FoundServer[];
	/** Whether the config file names the target. */
	readonly hasUrl: boolean;
	/** Whether the packages of the repository can be installed with `npm ci`. */
	readonly hasLockFile: boolean;
	/** How the tool is run: `npx --yes mtls-gauntlet@1.2.3`. */
	readonly npx: string;
}

/** The command that tests one config. */
export function labCommand({ npx }: CiContents, { kind, file }: FoundServer): string {
	return `${npx} lab ${kind} ${file}`;
}

/** Reports of one step; those of the config file are not written beside them. */
export function reporters(name: string, more: readonly string[]): string {
	return [`junit=reports/mtls/${name}.xml`, `html=reports/mtls/${name}.html`, ...more]
		.map((it) => `--reporter ${it}`)
		.join(' ');
}

/** What brings the servers to Debian and Ubuntu; `null` where Node is all that is needed. */
export function installCommand(servers: readonly FoundServer[]): string | null {
	const packages = [...new Set(servers.flatMap(({ kind }) => debianPackages[kind]))];
	if (packages.length === 0) return null;
	return `apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
}

/** A Node server of the repository needs its packages. */
export function needsPackages({ servers, hasLockFile }: CiContents): boolean {
	return hasLockFile && servers.some(({ kind }) => kind === 'node');
}

const debianPackages: Record<LabKind, readonly string[]> = {
	nginx: ['nginx'],
	haproxy: ['haproxy'],
	apache: ['apache2'],
	caddy: ['caddy'],
	node: [],
};
