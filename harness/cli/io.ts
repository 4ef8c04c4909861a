/** What a command may touch of its process. */
export interface Io {
	readonly stdout: OutputStream;
	readonly stderr: OutputStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	/** The module of the second thread that probes. */
	readonly probeThread: URL;
}

export interface OutputStream {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

/** Whether colour is wanted on that stream: NO_COLOR, FORCE_COLOR, TERM=dumb and pipes. */
export function wantsColor(stream: OutputStream, { env }: Pick<Io, 'env'>): boolean {
	if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
	if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
	return stream.isTTY === true && env['TERM'] !== 'dumb';
}
