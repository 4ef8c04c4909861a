import pc from 'picocolors';

/** Colours for the parts of a terminal report. */
export type Style = ReturnType<typeof pc.createColors>;

/** Whoever calls has looked at NO_COLOR and the stream. */
export function style(color: boolean): Style {
	return pc.createColors(color);
}
