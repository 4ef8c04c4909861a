/** What every part of the rewriting works on. */
import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { LabGround } from '../lab.ts';
import { type Directive, whereOf } from './directive.ts';
import { Draft } from './draft.ts';
import { findFile } from './find-file.ts';
import type { Conf, ConfNode } from './load-conf.ts';
import { unusableBlocks } from './modules.ts';
import type { NginxProgram } from './program.ts';
import { quoted } from './snippet.ts';

type Ground = Pick<LabGround, 'sandbox' | 'authorities' | 'stub'>;

/** A config that is being rewritten, and what it is rewritten with. */
export class Bench {
	readonly conf: Conf;
	readonly program: NginxProgram;
	readonly ground: Ground;
	/** The config without blocks that cannot be used. */
	readonly top: readonly ConfNode[];
	readonly draft = new Draft();
	/** Text of the sandbox → what the user wrote in its place. */
	readonly standsFor = new Map<string, string>();
	/** Per sentence the places that it is about. */
	readonly #notes = new Map<string, string[]>();

	constructor(conf: Conf, program: NginxProgram, ground: Ground) {
		this.conf = conf;
		this.program = program;
		this.ground = ground;
		const unusable = unusableBlocks(conf, program);
		this.top = conf.top.filter((it) => !unusable.has(it));
		for (const [{ directive }, why] of unusable) {
			this.draft.remove(directive);
			this.note(directive, why);
		}
	}

	/** Says something about a directive; the same of several becomes one note. */
	note(directive: Directive, sentence: string): void {
		const places = this.#notes.get(sentence) ?? [];
		this.#notes.set(sentence, [...new Set([...places, whereOf(directive)])]);
	}

	/** Everything that was said: `nginx.conf:12, :17: …`. */
	notes(): readonly string[] {
		const noted = [...this.#notes].map(([sentence, places]) => {
			const shown = places.length > 8 ? [...places.slice(0, 8), '…'] : places;
			return `${shown.join(', ')}: ${sentence}`;
		});
		return [...new Set([...this.conf.notes, ...noted])];
	}

	/** Writes a file that stands for a text of the config; says how a config names it. */
	write(name: string, contents: string | Buffer, standsFor: string): string {
		const path = this.ground.sandbox.write(name, contents);
		this.standsFor.set(path, standsFor);
		return quoted(path);
	}

	/** The file that a directive names; `null` where it is not here. */
	find(name: string): string | null {
		return findFile(name, this.conf.places);
	}

	/** One name for a file, however it is written. */
	identityOf(name: string): string {
		const found = this.find(name);
		if (found !== null && existsSync(found)) return realpathSync(found);
		return isAbsolute(name) ? name : join(this.conf.places.folders[0] ?? '/', name);
	}
}
