import type { Reporter } from './reporter.ts';

/**
 * Every reporter under the name that `--reporter` knows it by. Each is loaded when it is asked for:
 * what it stands on (an XML writer, a schema) costs more to load than a report to render.
 */
export const reporters = {
	list: async () => (await import('./terminal.ts')).renderTerminal,
	junit: async () => (await import('./junit.ts')).renderJunit,
	markdown: async () => (await import('./markdown.ts')).renderMarkdown,
	jsonl: async () => (await import('./json-lines.ts')).renderJsonLines,
	json: async () => (await import('./json.ts')).renderJson,
	html: async () => (await import('./html.ts')).renderHtml,
	sarif: async () => (await import('./sarif.ts')).renderSarif,
	tap: async () => (await import('./tap.ts')).renderTap,
	github: async () => (await import('./github.ts')).renderGithub,
} as const satisfies Record<string, () => Promise<Reporter>>;
