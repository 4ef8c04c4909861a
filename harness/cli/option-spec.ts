import type { ListForm } from './split-list.ts';

/** What an option looks like wherever it is said. */
export interface OptionSpec {
	/** As commander reads it. */
	readonly flags: string;
	readonly description: string;
	readonly group:
		| 'What you have'
		| 'The target'
		| 'What to test'
		| 'How to judge'
		| 'How to run'
		| 'Several targets';
	/** `switch` takes no value, `one` the last one, `many` adds up. */
	readonly kind: 'switch' | 'one' | 'many';
	readonly list?: ListForm;
	/** All values that there are: what editors complete, and types allow. */
	readonly words?: readonly string[];
	/** The value is a number, so that a config may have it as one. */
	readonly isNumber?: true;
	/** The value names a file to read; in a config file it is relative to that file. */
	readonly file?: true;
	/** It is about the whole run, so that a single target of a config cannot say it. */
	readonly wholeRun?: true;
}
