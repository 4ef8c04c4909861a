import { runProgram } from './program.ts';

// `… | head` closes its end early: what was found stands all the same.
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
	});
}

process.exitCode = await runProgram(process.argv.slice(2), {
	stdout: process.stdout,
	stderr: process.stderr,
	env: process.env,
	cwd: process.cwd(),
	// Beside this file, compiled or not: a bundle has no other place to know it from.
	probeThread: new URL(
		import.meta.url.endsWith('.ts') ? '../probe/thread.ts' : '../probe/thread.js',
		import.meta.url,
	),
});
