// The server that is tested. A lab starts it with certificates of its own in place of these files.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const options = {
	key: readFileSync('certs/server.key'),
	cert: readFileSync('certs/server.pem'),
	ca: readFileSync('certs/client-ca.pem'),
	requestCert: true,
	rejectUnauthorized: true,
};

createServer(options, (request, response) => {
	const socket = /** @type {import('node:tls').TLSSocket} */ (request.socket);
	const { subject = null } = socket.getPeerCertificate();
	const isOurs = subject?.OU === 'warehouse';
	response.writeHead(isOurs ? 200 : 403).end(isOurs ? 'orders\n' : 'for the warehouse only\n');
}).listen(8443);
