/** An nginx config in several files, as repositories have them, and one that lets everybody in. */
const server = (verify: string, ...more: readonly string[]): string => `server {
	listen 443 ssl;
	server_name api.example;
	ssl_certificate /etc/tls/api.pem;
	ssl_certificate_key /etc/tls/api.key;
	ssl_client_certificate /etc/tls/clients.pem;
	ssl_verify_client ${verify};
	${more.join('\n\t')}
	location / {
		return 200 hello;
	}
}
`;

export const sampleConfigs: Readonly<Record<string, string>> = {
	'nginx/nginx.conf': 'events {}\nhttp {\n\tinclude conf.d/*.conf;\n}\n',
	'nginx/conf.d/api.conf': server('on', 'include snippets/tls.conf;'),
	'nginx/snippets/tls.conf': 'ssl_protocols TLSv1.2 TLSv1.3;\n',
	'weak.conf': server('optional_no_ca'),
};
