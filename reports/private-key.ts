/**
 * Takes PEM private keys out of a text: a target may echo what it was sent. A block that is cut off
 * counts to the end of the text.
 */
export function withoutPrivateKeys(text: string): string {
	return text.replaceAll(privateKey, '[private key removed]');
}

const privateKey =
	/-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----|$)/g;
