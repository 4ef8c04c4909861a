/** What somebody may put into an input of a CI system, with a file that appears if it is run. */
import { readdirSync } from 'node:fs';

/** Values without a comma; each would make the canary if a shell ever read it as code. */
export function hostile(canary: string): readonly string[] {
	const touch = `touch ${canary}`;
	return [
		`two words $(${touch}) \`${touch}\` "; ${touch}; " '; ${touch}; ' \${HOME} * | ${touch} && \\`,
		`--leading ; ${touch} # \${{ github.token }} $[[ inputs.url ]] %0A::set-output name=x::y`,
		`first\n${touch}\n::add-mask::last`,
	];
}

/** Whether nothing else is in a folder. */
export function isUntouched(folder: string, names: readonly string[]): boolean {
	return readdirSync(folder).every((name) => names.includes(name));
}
