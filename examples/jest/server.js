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
	response.end(`orders of ${request.url}\n`);
}).listen(8443);
