/** How the process ends; `--help` says what each means. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;
