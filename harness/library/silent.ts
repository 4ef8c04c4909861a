import type { OptionContext } from '../cli/read-options.ts';
import type { Io } from '../cli/io.ts';

/** Where what commands say beside their reports goes, when a program calls: nowhere. */
export function silent({ cwd }: Pick<OptionContext, 'cwd'>): Pick<Io, 'cwd' | 'stderr'> {
	return { cwd, stderr: { write: () => true } };
}
