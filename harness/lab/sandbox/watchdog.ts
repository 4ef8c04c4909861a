/** Cleans up where the harness cannot: it was killed, or ended before everything had. */
import { spawn } from 'node:child_process';
import { sandboxVariable } from './stragglers.ts';

/** A shell outside the user's terminal that waits for the harness to end. */
export interface Watchdog {
	/** A process group to end, and how many milliseconds it is given once it was asked to. */
	watch(group: number, graceMs: number): void;
	/** Nobody of that group is left. */
	forget(group: number): void;
	/** Everything is cleaned up already. */
	dismiss(): Promise<void>;
	/** Whether it is there. */
	isAwake(): boolean;
}

/**
 * `folder` is removed by it. Its standard input is a pipe from here, which ends with this process,
 * however that ends. It takes orders by line: `+GROUP TENTHS`, `-GROUP`, `done`.
 */
export function startWatchdog(folder: string): Watchdog {
	// By the environment, so that lists of processes stay readable.
	const shell = spawn('/bin/sh', ['-c', 'eval "$WATCH"', 'mtls-gauntlet-lab', folder], {
		// A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
		detached: true,
		cwd: '/',
		env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', WATCH: script },
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	let isAwake = shell.pid !== undefined;
	const ended = new Promise<void>((resolve) => {
		const end = (): void => {
			isAwake = false;
			resolve();
		};
		shell.once('exit', end).once('error', end);
	});
	// It may be gone already (EPIPE).
	shell.stdin.on('error', () => {});
	shell.unref();
	// A pipe of a child is a socket, which @types/node does not say.
	(shell.stdin as unknown as { unref(): void }).unref();
	const order = (line: string): void => {
		if (isAwake) shell.stdin.write(`${line}\n`);
	};
	return {
		watch: (group, graceMs) => order(`+${group} ${Math.ceil(graceMs / 100)}`),
		forget: (group) => order(`-${group}`),
		isAwake: () => isAwake,
		async dismiss() {
			if (!isAwake) return;
			shell.ref();
			shell.stdin.end('done\n');
			await ended;
		},
	};
}

/** `$1` is the folder. Of what it reads nothing but digits gets into a command. */
const script = `
trap '' HUP INT TERM
groups=' '
limit=0
number() { case $1 in ''|0|1|*[!0-9]*) return 1;; esac; }
while read -r order rest; do
	case $order in
		done) exit 0;;
		+*) if number "\${order#+}"; then
			groups="$groups\${order#+} "
			if number "$rest" && [ "$rest" -gt "$limit" ]; then limit=$rest; fi
		fi;;
		-*) if number "\${order#-}"; then
			kept=' '
			for it in $groups; do [ "$it" = "\${order#-}" ] || kept="$kept$it "; done
			groups=$kept
		fi;;
	esac
done
[ "$limit" -gt 600 ] && limit=600
all() { found=1; for it in $groups; do kill "-$1" "-$it" && found=0; done 2>/dev/null; return $found; }
all TERM
while [ "$limit" -gt 0 ] && all 0; do
	sleep 0.1 2>/dev/null || sleep 1
	limit=$((limit - 1))
done
all KILL
for it in $(grep -lszxF -- "${sandboxVariable}=$1" /proc/[0-9]*/environ 2>/dev/null); do
	it=\${it#/proc/}
	number "\${it%/environ}" && kill -KILL "\${it%/environ}" 2>/dev/null
done
case $1 in
	*/mtls-gauntlet-lab-*)
		rm -rf -- "$1" 2>/dev/null || {
			find "$1" -type d -exec chmod 700 {} \\;
			rm -rf -- "$1"
		};;
esac
`;
