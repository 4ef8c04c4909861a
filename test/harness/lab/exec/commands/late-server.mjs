// Takes connections long before it speaks TLS, like a port of a container that is published already.
// Arguments: port, certificate, key, CA.
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';

const [port, cert, key, ca] = process.argv.slice(2);
const tls = { cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(ca) };
const server = createHttps({ ...tls, requestCert: true }, (_, response) => {
	response.end('hello\n');
});
let knocks = 0;
createServer((socket) => {
	knocks += 1;
	socket.on('error', () => {});
	if (knocks < 3) socket.destroy();
	else if (knocks < 5) socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
	else server.emit('connection', socket);
	console.log(`connection ${knocks}`);
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
