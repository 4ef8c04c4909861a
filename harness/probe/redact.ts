/** Removes from what a target said the secrets that it may have been told. */
export type Redact = (text: string) => string;

/** Values shorter than this say nothing and stand in every text. */
const shortestSecret = 4;

/** `secrets`: header values of the user, passphrases. Control characters are left to the reports. */
export function redactor(secrets: readonly string[]): Redact {
	const worth = secrets
		.flatMap((secret) => [secret, ...secret.split(/\s+/u)])
		// As an answer in JSON repeats it.
		.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
		.filter((secret) => secret.length >= shortestSecret)
		.toSorted((one, other) => other.length - one.length);
	return (text) => worth.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
}
