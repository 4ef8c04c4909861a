/** A whole config with these lines in `http`. */
export function inHttp(...lines: readonly string[]): string {
	return ['events {}', 'http {', ...lines, '}', ''].join('\n');
}

/** A server block that asks for client certificates. */
export function asking(name: string, ...lines: readonly string[]): string {
	return [
		`server { listen 443 ssl; server_name ${name};`,
		'ssl_certificate s.pem; ssl_certificate_key s.key;',
		'ssl_client_certificate clients.pem; ssl_verify_client on;',
		...lines,
		'}',
	].join('\n');
}
