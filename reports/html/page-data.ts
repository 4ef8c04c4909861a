/** What the page's script is given: texts that are ready to be shown, each once. Types only. */
import type { Mark } from '../terminal-row.ts';

export type { Mark } from '../terminal-row.ts';

/** Numbers are indices into the lists beside; `text…` into `texts`. */
export interface PageData {
	readonly texts: readonly string[];
	readonly variants: readonly PageVariant[];
	readonly places: readonly PagePlace[];
	readonly findings: readonly PageFinding[];
	readonly chains: readonly PageChain[];
	readonly certificates: readonly PageCertificate[];
	/** Details that were left out to keep the file small. */
	readonly leftOut: number;
}

/** What findings of a variant have in common. */
export interface PageVariant {
	readonly id: string;
	readonly family: string;
	readonly title: string;
	readonly why: string;
	readonly fix: string;
	readonly affected: string | null;
	readonly rules: readonly string[];
	readonly level: string;
	readonly severity: string;
	readonly reference: string | null;
	readonly twin: string | null;
	readonly alerts: readonly string[];
}

/** Something that the catalogue was run on. */
export interface PagePlace {
	readonly target: string;
	/** What the config calls the target. */
	readonly name?: string;
	readonly servername: string;
	readonly path: string;
}

export interface PageFinding {
	readonly variant: number;
	readonly place: number;
	readonly tls: '1.2' | '1.3' | null;
	readonly instance: string | null;
	readonly mark: Mark;
	/** `accepted`, `rejected` … */
	readonly word: string;
	readonly textEvidence: number;
	readonly textMessage: number;
	/** How it stands to the run that this one was compared with. */
	readonly standing?: string;
	readonly waiver?: string;
	/** Absent where it was left out. */
	readonly details?: PageDetails;
}

export interface PageDetails {
	readonly textExpected: number;
	readonly textObserved: number;
	readonly facts: readonly Fact[];
	readonly connections: readonly PageConnection[];
	/** Commands. */
	readonly textReproduce: readonly number[];
}

export type Fact = readonly [label: string, text: string];

export interface PageConnection {
	readonly title: string;
	readonly facts: readonly Fact[];
	/** Request heads as they were written, a line an entry. */
	readonly asked: readonly (readonly string[])[];
	readonly answers: readonly (readonly Fact[])[];
	readonly events: readonly (readonly [ms: number, name: string, detail: string])[];
	readonly durationMs: number;
	readonly chain: number | null;
}

/** A chain as it left, beside that of the twin. */
export interface PageChain {
	readonly links: readonly PageLink[];
	/** One sentence on how it differs from the twin's. */
	readonly says: string;
}

export interface PageLink {
	/** `null`: nothing is known of it but its hash. */
	readonly certificate: number | null;
	readonly sha256: string;
	/** `end entity`, `intermediate 1`. */
	readonly role: string;
	/** About its place in the chain: whether the one above signed it. */
	readonly facts: readonly Fact[];
	/** The twin's chain has nothing at that position. */
	readonly isExtra: boolean;
	/** What differs from the twin's certificate at that position, and what the twin has there. */
	readonly differs: Readonly<Record<string, string>>;
}

export interface PageCertificate {
	readonly sha256: string;
	readonly fields: readonly Fact[];
}
