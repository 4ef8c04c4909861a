import { closest } from 'fastest-levenshtein';
import { alertNames, alertOf } from '../alert.ts';
import { UsageError } from '../usage-error.ts';

/** The name of an alert that an entry pins. @throws UsageError for a name that no alert has. */
export function alertNamed(alert: string | number | null, where: string): string | null {
	if (alert === null) return null;
	if (typeof alert === 'number') return alertOf(alert).name;
	const names = Object.values(alertNames);
	if (names.includes(alert) || /^alert_\d+$/u.test(alert)) return alert;
	throw new UsageError(
		`${where}: observed.alert ${JSON.stringify(alert)}: no such alert`,
		`did you mean ${closest(alert, names)}?`,
	);
}
